namespace CloudControl.Simulation.Tests.Storage;

/// <summary>The host broke a promise. The message says which.</summary>
internal sealed class Finding(string what, Exception? cause = null) : Exception(what, cause)
{
    public static void Unless(bool holds, Func<string> what)
    {
        if (!holds)
        {
            throw new Finding(what());
        }
    }
}
