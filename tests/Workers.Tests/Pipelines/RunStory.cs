using System.Text;
using CloudControl.Domain.Runs;

namespace CloudControl.Workers.Tests.Pipelines;

/// <summary>A run's story in words, one line for each record.</summary>
public static class RunStory
{
    public static string Tell(IEnumerable<StepRecord> records)
    {
        var story = new StringBuilder();
        foreach (var record in records)
        {
            story.Append(record.Undo ? "undo " : "do   ").Append(record.StepName.PadRight(20)).Append(record.Outcome);
            if (record.Times > 1)
            {
                story.Append(" x").Append(record.Times);
            }

            if (record.Detail is not null)
            {
                story.Append(": ").Append(record.Detail);
            }

            story.Append('\n');
        }

        return story.ToString();
    }
}
