using System.Net;
using System.Net.Sockets;
using System.Text;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Webhooks;

namespace CloudControl.Infrastructure.Tests.Webhooks;

public sealed class ReceiverGuardTests
{
    private const string PublicAddress = "93.184.215.14";

    /// <summary>Each URL means an address inside, however it is spelled. PORT is where a canary listens on loopback.</summary>
    public static TheoryData<string> HostileUrls { get; } =
    [
        // loopback, in every spelling a resolver or a URL parser knows
        "http://127.0.0.1:PORT/", "https://127.0.0.1:PORT/", "http://127.0.0.1.:PORT/", "http://127.1:PORT/", "http://127.0.1:PORT/",
        "http://127.255.255.254:PORT/", "http://2130706433:PORT/", "http://0x7f000001:PORT/", "http://0x7f.1:PORT/", "http://0x7F.0x0.0x0.0x1:PORT/",
        "http://0177.0.0.1:PORT/", "http://0177.0.0.01:PORT/", "http://017700000001:PORT/", "http://00000177.0.0.1:PORT/", "http://127.0.0x0.1:PORT/",
        "http://%31%32%37.0.0.1:PORT/", "http://127%2e0%2e0%2e1:PORT/", "http://１２７.０.０.１:PORT/", "http://127。0。0。1:PORT/", "http://①②⑦.0.0.1:PORT/",
        "http://localhost:PORT/", "http://LOCALHOST:PORT/", "http://localhost.:PORT/", "http://0:PORT/", "http://0.0.0.0:PORT/", "http://0x0:PORT/",
        "http://[::1]:PORT/", "http://[0:0:0:0:0:0:0:1]:PORT/", "http://[0000::0001]:PORT/", "http://[::]:PORT/", "http://[::127.0.0.1]:PORT/",
        "http://[::ffff:127.0.0.1]:PORT/", "http://[::ffff:7f00:1]:PORT/", "http://[0:0:0:0:0:ffff:7f00:0001]:PORT/", "http://[::ffff:0:127.0.0.1]:PORT/",

        // an IPv4 address inside an IPv6 one
        "http://[64:ff9b::127.0.0.1]:PORT/", "http://[64:ff9b::a9fe:a9fe]/", "http://[64:ff9b:1::7f00:1]:PORT/", "http://[2002:7f00:1::]:PORT/",
        "http://[2002:a9fe:a9fe::1]/", "http://[2001:0:7f00:1::1]/", "http://[2001::80ff:fffe]/", "http://[fe80::5efe:127.0.0.1]/",
        "http://[::ffff:169.254.169.254]/", "http://[::ffff:10.0.0.1]/", "http://[::ffff:93.184.215.14]/",

        // private, link-local, shared, reserved
        "http://10.0.0.1/", "http://10.255.255.255/", "http://172.16.0.1/", "http://172.31.255.254/", "http://192.168.1.1/", "http://3232235777/",
        "http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://0xa9fea9fe/", "http://0251.0376.0251.0376/", "http://100.64.0.1/",
        "http://100.127.255.254/", "http://192.0.0.1/", "http://192.0.2.1/", "http://198.18.0.1/", "http://198.19.255.254/", "http://198.51.100.1/",
        "http://203.0.113.1/", "http://192.88.99.1/", "http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/",
        "http://[fe80::1]/", "http://[fe80::1%251]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[fec0::1]/", "http://[ff02::1]/",
        "http://[100::1]/", "http://[2001:2::1]/", "http://[2001:10::1]/", "http://[2001:db8::1]/", "http://[3fff::1]/", "http://[4000::1]/", "http://[5f00::1]/",

        // names that point inside
        "http://inside.example:PORT/", "https://inside.example:PORT/", "http://inside6.example:PORT/", "http://mapped.example:PORT/",
        "http://half-inside.example:PORT/", "http://metadata.example/", "http://nowhere.example/",

        // not a receiver at all
        "ftp://files.example/", "file:///etc/passwd", "gopher://127.0.0.1:PORT/", "javascript:alert(1)", "//127.0.0.1:PORT/", "127.0.0.1:PORT", "http://",
        "http:///", "http://user:pass@public.example/", "http://public.example@127.0.0.1:PORT/", "http://public.example:0/", "http://public.example/#x",
        "http://public.example:99999/", "http://[::1/", "", " ", "http:\\\\127.0.0.1:PORT\\",
    ];

    [Theory]
    [MemberData(nameof(HostileUrls))]
    public async Task A_hostile_url_is_refused_when_registered_and_never_connected_to(string url)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var canary = new Canary();
        url = url.Replace("PORT", canary.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var guard = new ReceiverGuard(new ReceiverAddresses(new ReceiverOptions()), HostileNames());

        var judged = await guard.JudgeAsync(url, ct);
        Assert.IsType<WebhookUrlRefused>(judged.Error);

        // As if it had been registered all the same. Credentials and fragments are a matter of form, not of where it leads.
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri!.IdnHost != "public.example")
        {
            using var client = new HttpClient(guard.CreateHandler());
            var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(uri, ct));
            Assert.True(
                failure.InnerException is ReceiverRefusedException or SocketException { SocketErrorCode: SocketError.HostNotFound },
                $"{url}: {failure.InnerException}");
        }

        Assert.False(canary.Sang, url);
    }

    [Theory]
    [InlineData("https://public.example/hook?x=1")]
    [InlineData("http://93.184.215.14:8080/")]
    [InlineData("http://[2606:2800:220:1:248:1893:25c8:1946]/")]
    [InlineData("http://172.32.0.1/")]
    [InlineData("http://100.128.0.1/")]
    public async Task A_receiver_on_the_public_internet_is_taken(string url)
    {
        var guard = new ReceiverGuard(new ReceiverAddresses(new ReceiverOptions()), HostileNames());

        Assert.Equal(new Uri(url), (await guard.JudgeAsync(url, TestContext.Current.CancellationToken)).Value);
    }

    [Fact]
    public async Task A_name_that_turns_inward_after_registration_is_not_connected_to()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var canary = new Canary();
        var resolver = new ScriptedResolver().Answer("rebinding.example", [PublicAddress], ["127.0.0.1"]);
        var guard = new ReceiverGuard(new ReceiverAddresses(new ReceiverOptions()), resolver);
        var url = (await guard.JudgeAsync($"http://rebinding.example:{canary.Port}/", ct)).Value!;

        using var client = new HttpClient(guard.CreateHandler());
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(url, ct));

        Assert.IsType<ReceiverRefusedException>(failure.InnerException);
        Assert.False(canary.Sang);
    }

    [Fact]
    public async Task The_address_that_was_checked_is_the_one_connected_to()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var canary = new Canary();
        using var receiver = new TcpListener(IPAddress.Parse("127.0.0.2"), canary.Port);
        receiver.Start();
        var resolver = new ScriptedResolver().Answer("rebinding.example", ["127.0.0.2"], ["127.0.0.1"]);
        var guard = new ReceiverGuard(new ReceiverAddresses(new ReceiverOptions { AllowedRanges = ["127.0.0.2/32"] }), resolver);

        using var client = new HttpClient(guard.CreateHandler());
        var answer = client.GetAsync(new Uri($"http://rebinding.example:{canary.Port}/"), ct);
        await AnswerAsync(receiver, "HTTP/1.1 204 No Content\r\n\r\n", ct);

        Assert.Equal(HttpStatusCode.NoContent, (await answer).StatusCode);
        Assert.Equal(1, resolver.Lookups);
        Assert.False(canary.Sang);
    }

    [Theory]
    [InlineData("http://127.0.0.1:PORT/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    public async Task A_redirect_inward_is_an_answer_like_any_other_and_is_not_followed(string location)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var canary = new Canary();
        using var receiver = new TcpListener(IPAddress.Parse("127.0.0.2"), 0);
        receiver.Start();
        var guard = new ReceiverGuard(new ReceiverAddresses(new ReceiverOptions { AllowedRanges = ["127.0.0.2/32"] }), new SystemResolver());
        location = location.Replace("PORT", $"{canary.Port}", StringComparison.Ordinal);

        using var client = new HttpClient(guard.CreateHandler());
        var answer = client.GetAsync(new Uri($"http://{receiver.LocalEndpoint}/"), ct);
        await AnswerAsync(receiver, $"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n", ct);

        Assert.Equal(HttpStatusCode.Redirect, (await answer).StatusCode);
        Assert.False(canary.Sang);
    }

    [Fact]
    public void The_development_profile_allows_loopback_and_no_other_does()
    {
        var nothing = new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build();

        Assert.True(new ReceiverAddresses(ReceiverOptions.From(nothing, development: true)).Allows(IPAddress.Loopback));
        Assert.False(new ReceiverAddresses(ReceiverOptions.From(nothing, development: true)).Allows(IPAddress.Parse("10.0.0.1")));
        Assert.False(new ReceiverAddresses(ReceiverOptions.From(nothing, development: false)).Allows(IPAddress.Loopback));
    }

    [Fact]
    public void A_range_that_is_none_stops_the_process_at_its_start() =>
        Assert.Throws<FormatException>(() => new ReceiverAddresses(new ReceiverOptions { AllowedRanges = ["10.0.0.0/33"] }));

    internal static ScriptedResolver HostileNames() => new ScriptedResolver()
        .Answer("inside.example", ["127.0.0.1"])
        .Answer("inside6.example", ["::1"])
        .Answer("mapped.example", ["::ffff:127.0.0.1"])
        .Answer("half-inside.example", [PublicAddress, "127.0.0.1"])
        .Answer("metadata.example", ["169.254.169.254"])
        .Answer("nowhere.example", [[]])
        .Answer("public.example", [PublicAddress]);

    private static async Task AnswerAsync(TcpListener receiver, string answer, CancellationToken ct)
    {
        using var connection = await receiver.AcceptTcpClientAsync(ct);
        var request = new byte[8192];
        Assert.NotEqual(0, await connection.GetStream().ReadAsync(request, ct));
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), ct);
    }
}
