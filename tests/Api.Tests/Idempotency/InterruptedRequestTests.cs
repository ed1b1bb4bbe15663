using System.Net;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Api.Tests.Idempotency;

/// <summary>Requests with one key that meet, and processes that stop in the middle of one. Always two processes on one database.</summary>
public sealed class InterruptedRequestTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_at_one_time_one_is_carried_out_and_the_others_get_its_answer_or_are_told_to_wait()
    {
        await api.EnsureHostAsync();
        using var other = api.ClientWith();
        var key = KeyedPosts.NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            (i % 2 == 0 ? api.Client : other).PostOnceAsync("/v2/droplets", DropletClients.Order("crowd"), key)));

        var first = Assert.Single(answers, a => a.Status == HttpStatusCode.Accepted && !a.Replayed);
        Assert.All(answers.Where(a => a.Replayed), a => a.ShouldRepeat(first));
        Assert.All(answers.Where(a => a != first && !a.Replayed), a => Assert.Equal(HttpStatusCode.Conflict, a.Status));
        Assert.Equal(1, await api.CountDropletsAsync("crowd"));
    }

    [Fact]
    public async Task While_the_first_is_under_way_others_are_told_to_come_back()
    {
        await api.EnsureHostAsync();
        using var other = api.ClientWith();
        var key = KeyedPosts.NewKey();
        Task<Answered> first;
        await using (await HoldOrdersAsync())
        {
            first = api.Client.PostOnceAsync("/v2/droplets", DropletClients.Order("slow"), key);
            await Eventually.HoldsAsync(async () => await WaitingAsync() == 1);

            var second = await other.PostOnceAsync("/v2/droplets", DropletClients.Order("slow"), key);
            Assert.Equal((HttpStatusCode.Conflict, TimeSpan.FromSeconds(1)), (second.Status, second.RetryAfter));
        }

        Assert.Equal(HttpStatusCode.Accepted, (await first).Status);
        (await other.PostOnceAsync("/v2/droplets", DropletClients.Order("slow"), key)).ShouldRepeat(await first);
        Assert.Equal(1, await api.CountDropletsAsync("slow"));
    }

    /// <summary>To the database a process that was killed is a connection that is gone; here it goes while the order is half written.</summary>
    [Fact]
    public async Task A_process_that_dies_before_the_commit_leaves_nothing_and_frees_the_key()
    {
        await api.EnsureHostAsync();
        using var other = api.ClientWith();
        var key = KeyedPosts.NewKey();
        await using (await HoldOrdersAsync())
        {
            var first = api.Client.PostOnceAsync("/v2/droplets", DropletClients.Order("died"), key);
            await Eventually.HoldsAsync(async () => await WaitingAsync() == 1);
            await api.SqlAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");

            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await first).Status);
        }

        Assert.Equal(0, await api.CountDropletsAsync("died"));
        var second = await other.PostOnceAsync("/v2/droplets", DropletClients.Order("died"), key);
        Assert.Equal((HttpStatusCode.Accepted, false), (second.Status, second.Replayed));
        Assert.Equal(1, await api.CountDropletsAsync("died"));
    }

    [Fact]
    public async Task An_answer_lost_after_the_commit_is_given_to_whoever_asks_again()
    {
        await api.EnsureHostAsync();
        using var mute = api.ClientWith(services => services.AddSingleton<IStartupFilter, LosesAnswers>());
        var key = KeyedPosts.NewKey();

        await Assert.ThrowsAnyAsync<IOException>(() => mute.PostOnceAsync("/v2/droplets", DropletClients.Order("lost"), key));
        Assert.Equal(1, await api.CountDropletsAsync("lost"));

        var again = await api.Client.PostOnceAsync("/v2/droplets", DropletClients.Order("lost"), key);
        Assert.Equal((HttpStatusCode.Accepted, true), (again.Status, again.Replayed));
        Assert.Equal(1, await api.CountDropletsAsync("lost"));
    }

    /// <summary>Without a key the same accident doubles the droplet: what the header is for.</summary>
    [Fact]
    public async Task Without_a_key_a_request_sent_again_orders_again()
    {
        await api.EnsureHostAsync();
        using var mute = api.ClientWith(services => services.AddSingleton<IStartupFilter, LosesAnswers>());

        await Assert.ThrowsAnyAsync<IOException>(() => mute.PostOnceAsync("/v2/droplets", DropletClients.Order("doubled")));
        await api.Client.Post("/v2/droplets", DropletClients.Order("doubled")).ShouldBeAsync(HttpStatusCode.Accepted);

        Assert.Equal(2, await api.CountDropletsAsync("doubled"));
    }

    /// <summary>Every order waits for its account's row; until this is disposed of nobody gets it.</summary>
    private async Task<IAsyncDisposable> HoldOrdersAsync()
    {
        var db = api.OpenDb();
        var transaction = await db.Database.BeginTransactionAsync(Ct);
        await db.Database.ExecuteSqlAsync($"select 1 from accounts where id = {api.Account.Id.Value} for update", Ct);
        return new Held(db, transaction);
    }

    /// <summary>How many of this database's connections wait for a lock.</summary>
    private async Task<int> WaitingAsync()
    {
        await using var db = api.OpenDb();
        return await db.Database.SqlQuery<int>(
            $"""select count(*)::int as "Value" from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'""").SingleAsync(Ct);
    }

    private sealed class Held(DbContext db, IDbContextTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await db.DisposeAsync();
        }
    }

    /// <summary>A process whose connection to the client breaks as soon as it answers.</summary>
    private sealed class LosesAnswers : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(inner => context =>
            {
                context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(new BrokenStream()));
                return inner(context);
            });
            next(app);
        };
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw Broken();

        public override void Write(ReadOnlySpan<byte> buffer) => throw Broken();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw Broken();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw Broken();

        private static IOException Broken() => new("the connection to the client broke");
    }
}
