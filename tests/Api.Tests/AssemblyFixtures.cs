using CloudControl.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]
