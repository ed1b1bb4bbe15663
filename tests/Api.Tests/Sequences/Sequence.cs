using System.Net;
using System.Text.Json.Nodes;

namespace CloudControl.Api.Tests.Sequences;

/// <summary>
/// A random sequence of requests of two accounts, good ones and bad ones, and what must hold whatever they are: nothing deleted answers
/// again, a refused order leaves nothing behind, what belongs to one thing is not found under another, and what is somebody else's is as
/// if it did not exist. (RESTler's rules: use after free, resource leak, hierarchy, name space.) That no answer is off the contract, and
/// each error in shape, the clients see to by themselves.
/// </summary>
internal sealed class Sequence(TestApi api, Random dice, Player first, Player second, Tally tally)
{
    private const int MaximumSteps = 20;
    private const int KindsAtOnce = 3;

    /// <summary>Of few kinds there are several things, and those meet each other.</summary>
    private readonly IReadOnlyList<Kind> kinds = dice.GetItems([.. Kinds.All], KindsAtOnce);

    private readonly List<string> log = [];

    public async Task PlayAsync()
    {
        try
        {
            foreach (var (player, other) in new[] { (first, second), (second, first) })
            {
                foreach (var kind in this.kinds)
                {
                    await OrderAsync(player, kind, new Turn(dice, player, other));
                }
            }

            for (var steps = dice.Next(2, MaximumSteps + 1); steps > 0; steps--)
            {
                var (player, other) = dice.Next(4) == 0 ? (second, first) : (first, second);
                await StepAsync(player, new Turn(dice, player, other));
            }

            foreach (var player in new[] { first, second })
            {
                foreach (var kind in this.kinds.Distinct())
                {
                    await ShouldHaveAsync(player, kind);
                }
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new InvalidOperationException(string.Join('\n', this.log), failure);
        }
    }

    private async Task StepAsync(Player player, Turn turn)
    {
        var kind = turn.OneOf(this.kinds);
        switch (dice.Next(11))
        {
            case < 2:
                await OrderAsync(player, kind, turn);
                break;
            case < 4:
                await LookAsync(player, kind, turn);
                break;
            case < 7:
                await ChangeAsync(player, kind, turn);
                break;
            case < 9:
                await DeleteAsync(player, kind, turn);
                break;
            default:
                await LookUnderAnotherAsync(player, turn);
                break;
        }
    }

    private async Task OrderAsync(Player player, Kind kind, Turn turn)
    {
        var (status, answer) = await AskAsync(player, kind.Order(turn), turn);
        if (IsSuccess(status))
        {
            var made = new Thing(kind, answer![kind.Member]![kind.IdMember]!.ToString());
            made.Secret = answer[kind.Member]!["secret"]?.ToString();
            made.Pending = kind.Birth(made, player, answer);
            player.Things.Add(made);
            await MaybeWorkAsync(made);
        }
        else
        {
            tally.Count("refused orders");
            await ShouldHaveAsync(player, kind);
        }
    }

    private async Task LookAsync(Player player, Kind kind, Turn turn)
    {
        var id = turn.Name(kind, out var own);
        var (status, _) = await AskAsync(player, new Ask(HttpMethod.Get, kind.PathOf(id) + turn.OneOf(kind.Views)), turn);
        Assert.True(own is null || IsSuccess(status), "what is there was not found");
    }

    private async Task ChangeAsync(Player player, Kind kind, Turn turn)
    {
        var id = turn.Name(kind, out var own);
        var change = kind.Changes(turn, own ?? new Thing(kind, id));
        var (status, answer) = await AskAsync(player, change, turn);
        if (own is not null && IsSuccess(status) && answer?["action"]?["id"] is { } action)
        {
            own.Actions.Add(action.GetValue<long>());
            own.Pending = kind.End(own, player, change);
            await MaybeWorkAsync(own);
        }
    }

    private async Task DeleteAsync(Player player, Kind kind, Turn turn)
    {
        var id = turn.Name(kind, out var own);
        var delete = new Ask(HttpMethod.Delete, kind.PathOf(id));
        var (status, _) = await AskAsync(player, delete, turn);
        if (own is not null && IsSuccess(status))
        {
            (own.IsGone, own.Pending) = (true, null);
            tally.Count("uses after a delete");
            Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(player, new Ask(HttpMethod.Get, own.Path + turn.OneOf(kind.Views)))).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(player, delete)).Status);
            if (kind.Use(own) is { } use)
            {
                tally.Count("uses of a revoked token");
                Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(player, use)).Status);
            }

            await ShouldHaveAsync(player, kind);
        }
    }

    /// <summary>An action of one under another of the same kind.</summary>
    private async Task LookUnderAnotherAsync(Player player, Turn turn)
    {
        var withActions = player.Things.Where(thing => thing.Actions.Count > 0).ToList();
        if (withActions.Count == 0 || player.Alive(turn.OneOf(withActions).Kind) is not { Count: > 1 } alike)
        {
            return;
        }

        var owner = alike.FirstOrDefault(thing => thing.Actions.Count > 0);
        if (owner is not null && alike.FirstOrDefault(thing => thing != owner) is { } another)
        {
            tally.Count("looks under another parent");
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(player, new Ask(HttpMethod.Get, $"{owner.Path}/actions/{owner.Actions[0]}"))).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(player, new Ask(HttpMethod.Get, $"{another.Path}/actions/{owner.Actions[0]}"))).Status);
        }
    }

    /// <summary>Sends it, now and then spoiled, and asserts what follows from whose things it names.</summary>
    private async Task<(HttpStatusCode Status, JsonNode? Answer)> AskAsync(Player player, Ask ask, Turn turn)
    {
        var isSpoiled = ask.Body is not null && turn.Once(4);
        var (status, answer) = await SendAsync(player, isSpoiled ? ask with { Body = Mutation.Of(ask.Body!, turn) } : ask);
        if (turn.NamesItsOwn || isSpoiled)
        {
            Assert.True(status != HttpStatusCode.Unauthorized, "a token that is there was not known");
            return (status, answer);
        }

        Assert.True((int)status is >= 400 and < 500, "something that is not there, or not the caller's, was taken");
        if (turn.Gone is not null)
        {
            tally.Count("uses after a delete");
        }

        if (turn.Foreign is { } foreign)
        {
            tally.Count("uses of another's");
            var unknown = foreign.Kind.UnknownId(dice);
            var (same, asUnknown) = await SendAsync(player, ask with
            {
                Path = Replaced(ask.Path),
                Body = ask.Json is null ? null : JsonNode.Parse(Replaced(ask.Json))!.AsObject(),
            });
            Assert.Equal((same, Told(asUnknown, unknown)), (status, Told(answer, foreign.Id)));

            string Replaced(string text) => text.Replace(foreign.Id, unknown, StringComparison.Ordinal);
        }

        return (status, answer);
    }

    /// <summary>What an error says, without what differs between any two.</summary>
    private static string Told(JsonNode? error, string id) => $"{error?["id"]} {error?["message"]}".Replace(id, "ID", StringComparison.Ordinal);

    /// <summary>The account's list is what the sequence made and did not delete: nothing leaked, nothing lost, nobody else's.</summary>
    private async Task ShouldHaveAsync(Player player, Kind kind)
    {
        var (_, list) = await SendAsync(player, new Ask(HttpMethod.Get, $"{kind.Collection}?per_page=200"));
        var listed = list![kind.ListMember]!.AsArray().Select(item => item!).ToList();
        var own = player.Alive(kind).Select(thing => thing.Id).ToHashSet();
        Assert.Equal(own.Order(), listed.Where(item => own.Contains(IdOf(item)) || !kind.ComesByItself(item)).Select(IdOf).Order());

        string IdOf(JsonNode item) => item[kind.IdMember]!.ToString();
    }

    /// <summary>Mostly a worker comes at once; sometimes the thing stays locked.</summary>
    private async Task MaybeWorkAsync(Thing thing)
    {
        if (thing.Pending is { } work && dice.Next(4) > 0)
        {
            thing.Pending = null;
            await work(api);
        }
    }

    private async Task<(HttpStatusCode Status, JsonNode? Answer)> SendAsync(Player player, Ask ask)
    {
        this.log.Add($"{player.Name}: {ask.Method} {ask.Path} {Shortened(ask.Json)}");
        using var another = ask.Token is null ? null : api.ClientFor(ask.Token);
        using var response = await (another ?? player.Client).Send(ask.Method, ask.Path, ask.Json);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        this.log.Add($"    {(int)response.StatusCode} {Shortened(body)}");
        tally.Count($"answers {(int)response.StatusCode / 100}xx");
        Assert.True((int)response.StatusCode < 500, "the server failed");
        return (response.StatusCode, body.Length == 0 ? null : JsonNode.Parse(body));
    }

    private static string Shortened(string? text) => text is { Length: > 300 } ? text[..300] + "…" : text ?? "";

    private static bool IsSuccess(HttpStatusCode status) => (int)status is >= 200 and < 300;
}
