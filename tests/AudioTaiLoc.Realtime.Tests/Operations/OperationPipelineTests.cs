using System.Text;
using System.Text.Json;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Operations;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Operations;

public sealed class OperationPipelineTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RealtimeOptions _options = new();
    private readonly RealtimeMetrics _metrics = TestMeters.CreateMetrics();
    private readonly RecordingLogger<OperationPipeline> _log = new();
    private readonly Connection _caller = TestConnections.Create("user_123");
    private Func<CancellationToken, ValueTask<Ack>> _handler = _ => new ValueTask<Ack>(Ack.Done);

    [Fact]
    public async Task A_call_that_is_done_is_answered_with_success()
    {
        Assert.Equal("""{"success":true}""", await CallAsync());
        Assert.Equal((1, 0), (_metrics.TotalCalls, _metrics.TotalRefusals));
    }

    [Theory]
    [InlineData("""{"id":1}""", "'id' has the wrong type.")]
    [InlineData("""{"id":"\ud800"}""", "'id' has the wrong type.")]
    [InlineData("""{"ids":["a",2]}""", "'ids[1]' has the wrong type.")]
    [InlineData("""{"inner":{"count":"three"}}""", "'inner.count' has the wrong type.")]
    [InlineData("""{"inner":{"count":99999999999}}""", "'inner.count' has the wrong type.")]
    [InlineData("""{"inner":[]}""", "'inner' has the wrong type.")]
    [InlineData("[]", "The payload must be an object.")]
    [InlineData("\"text\"", "The payload must be an object.")]
    [InlineData("1", "The payload must be an object.")]
    public async Task A_payload_of_another_shape_is_refused_and_its_field_named(string payload, string sentence)
    {
        var refusal = await RefusalAsync(payload);

        Assert.Equal(RealtimeErrorCodes.InvalidPayload, refusal.GetProperty("code").GetString());
        Assert.Equal(sentence, refusal.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"id":"a" """)]
    [InlineData("{}x")]
    [InlineData("not json")]
    public async Task What_is_no_json_is_an_invalid_payload(string payload) =>
        Assert.Equal(RealtimeErrorCodes.InvalidPayload, (await RefusalAsync(payload)).GetProperty("code").GetString());

    [Fact]
    public async Task Bytes_that_are_no_text_and_depth_without_end_are_invalid_payloads()
    {
        byte[] broken = [.. "{\"id\":\""u8, 0xff, 0xfe, .. "\"}"u8];
        var deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"inner\":", 1000)) + "1" + new string('}', 1000));

        Assert.Equal(RealtimeErrorCodes.InvalidPayload, (await RefusalAsync(broken)).GetProperty("code").GetString());
        Assert.Equal(RealtimeErrorCodes.InvalidPayload, (await RefusalAsync(deep)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData(" null ")]
    [InlineData("{}")]
    [InlineData("""{"unknown":{"deep":[1,2]},"id":"a"}""")]
    public async Task No_payload_is_an_empty_one_and_unknown_fields_are_ignored(string payload) =>
        Assert.Equal("""{"success":true}""", await CallAsync(payload));

    [Fact]
    public async Task An_unknown_call_is_refused_and_its_name_does_not_become_a_tag()
    {
        var ack = await CreatePipeline().InvokeAsync(_caller, "order:steal", default);

        Assert.Equal(RealtimeErrorCodes.UnknownEvent, ack.RefusalCode);
        Assert.DoesNotContain("steal", Text(ack), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_may_call_only_what_is_for_anyone()
    {
        var guest = TestConnections.Create(null);
        var pipeline = CreatePipeline();

        Assert.Equal(RealtimeErrorCodes.Unauthenticated, (await pipeline.InvokeAsync(guest, "test", default)).RefusalCode);
        Assert.Null((await pipeline.InvokeAsync(guest, "open", default)).RefusalCode);
    }

    [Fact]
    public async Task A_refusal_of_a_feature_is_passed_on()
    {
        _handler = _ => throw new RealtimeException(RealtimeErrorCodes.Conflict, "No.") { RetryAfter = TimeSpan.FromMilliseconds(1.2) };

        Assert.Equal("""{"success":false,"error":"No.","code":"conflict","retryAfterMs":2}""", await CallAsync());
    }

    [Fact]
    public async Task A_fault_tells_nothing_but_where_to_find_it_in_the_log()
    {
        _handler = _ => throw new InvalidOperationException("secret connection string");

        var refusal = await RefusalAsync();

        Assert.Equal(RealtimeErrorCodes.Internal, refusal.GetProperty("code").GetString());
        Assert.DoesNotContain("secret", refusal.GetRawText(), StringComparison.Ordinal);
        var line = Assert.Single(_log.Lines, line => line is { Level: LogLevel.Error, Event: "CallFailed" });
        Assert.Contains(refusal.GetProperty("traceId").GetString()!, line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_lasts_too_long_is_ended_and_may_be_tried_again()
    {
        var began = new TaskCompletionSource();
        _handler = async cancellation =>
        {
            began.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return Ack.Done;
        };
        var call = CallAsync();
        await began.Task;
        _time.Advance(OperationPipeline.CallTimeout - TimeSpan.FromSeconds(1));
        Assert.False(call.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("\"code\":\"unavailable\"", await call, StringComparison.Ordinal);
        Assert.Contains(_log.Lines, line => line is { Level: LogLevel.Warning, Event: "CallTimedOut" });
        Assert.Equal(1, _metrics.TotalRefusals);
    }

    [Fact]
    public async Task The_rate_limit_comes_before_everything_else()
    {
        // A call takes all that there can be, so that what the others took must be given back first: not within a test.
        _options.RateLimit.Burst = 10_000;
        _options.RateLimit.CallsPerSecond = 1;
        _options.RateLimit.Events["test"] = new EventRateLimit { Cost = 10_000 };
        var pipeline = CreatePipeline();
        for (var i = 0; i < 100; i++)
        {
            await pipeline.InvokeAsync(_caller, "no such call", default);
        }

        var refusal = Assert.IsType<Refusal>(await pipeline.InvokeAsync(_caller, "test", "[]"u8.ToArray()));

        Assert.Equal(RealtimeErrorCodes.RateLimited, refusal.RefusalCode);
        Assert.Contains("retryAfterMs", Text(refusal), StringComparison.Ordinal);
    }

    public void Dispose() => _metrics.Dispose();

    private async Task<JsonElement> RefusalAsync(string payload = "") => await RefusalAsync(Encoding.UTF8.GetBytes(payload));

    private async Task<JsonElement> RefusalAsync(byte[] payload)
    {
        var answer = JsonDocument.Parse(Text(await CreatePipeline().InvokeAsync(_caller, "test", payload))).RootElement;
        Assert.False(answer.GetProperty("success").GetBoolean());
        return answer;
    }

    private async Task<string> CallAsync(string payload = "") =>
        Text(await CreatePipeline().InvokeAsync(_caller, "test", Encoding.UTF8.GetBytes(payload)));

    private OperationPipeline CreatePipeline()
    {
        var table = new OperationTable([]);
        table.Add("test", TestRequestJson.Default.TestRequest, (_, _, cancellation) => _handler(cancellation));
        table.Add("open", TestRequestJson.Default.TestRequest, (_, _, cancellation) => _handler(cancellation), OperationAccess.Anyone);
        return new OperationPipeline(table, TestLimiters.Create(_options, _metrics), new CallTimeouts(_time), _metrics, _log);
    }

    private static string Text(Ack ack)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            ack.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
