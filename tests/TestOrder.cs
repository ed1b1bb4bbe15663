using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(TestOrder))]
[assembly: TestClassOrderer(typeof(TestOrder))]
[assembly: TestMethodOrderer(typeof(TestOrder))]
[assembly: TestCaseOrderer(typeof(TestOrder))]

/// <summary>
/// Shuffles tests by their names. xunit's own shuffle depends on the folder the tests were built in, so that a test that leans on
/// another fails on one machine alone; this one is the same everywhere, and another for each <c>TEST_ORDER=n</c>.
/// </summary>
internal sealed class TestOrder : ITestCollectionOrderer, ITestClassOrderer, ITestMethodOrderer, ITestCaseOrderer
{
    private static readonly string Seed = Environment.GetEnvironmentVariable("TEST_ORDER") ?? "0";

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        Shuffle(testCollections, collection => collection.TestCollectionDisplayName);

    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : notnull, ITestClass =>
        Shuffle(testClasses, type => type?.TestClassName);

    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(IReadOnlyCollection<TTestMethod?> testMethods)
        where TTestMethod : notnull, ITestMethod =>
        Shuffle(testMethods, method => $"{method?.TestClass.TestClassName}.{method?.MethodName}");

    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase =>
        Shuffle(testCases, test => test.TestCaseDisplayName);

    private static List<T> Shuffle<T>(IEnumerable<T> tests, Func<T, string?> name) =>
        [.. tests.OrderBy(test => Place(name(test) ?? "")).ThenBy(name, StringComparer.Ordinal)];

    private static ulong Place(string name) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed} {name}")));
}
