using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Answers the GETs and POSTs of polling sessions.</summary>
internal static class PollingRequests
{
    private const int FirstRent = 4096;

    /// <summary>Waits for something to send and sends all there is.</summary>
    public static async Task PollAsync(HttpContext context, EngineIoSession session)
    {
        switch (session.BeginPoll(out Task waiting))
        {
            case PollOutcome.Gone:
                await EngineIoErrors.WriteAsync(context, EngineIoError.UnknownSession).ConfigureAwait(false);
                return;
            case PollOutcome.Overlap:
                session.Close(EngineIoCloseReason.TransportError);
                await EngineIoErrors.WriteAsync(context, EngineIoError.BadRequest).ConfigureAwait(false);
                return;
            case PollOutcome.Waiting:
                context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
                CancellationTokenRegistration gone =
                    context.RequestAborted.UnsafeRegister(static state => ((EngineIoSession)state!).CancelPoll(), session);
                await waiting.ConfigureAwait(false);

                // Disposed before the answer: a client may close its connection as soon as it has it.
                await gone.DisposeAsync().ConfigureAwait(false);
                break;
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            session.Close(EngineIoCloseReason.TransportError);
            return;
        }

        PollingAnswer answer = session.EndPoll(context);
        try
        {
            await WriteAsync(context, answer.Frames).ConfigureAwait(false);
        }
        finally
        {
            session.Answered(answer);
        }
    }

    /// <summary>Reads a body of packets, into an array of the pool, and hands them up.</summary>
    public static async Task PostAsync(HttpContext context, EngineIoSession session, int maxPayload, ArrayPool<byte> pool)
    {
        if (!session.TryBeginPost(out bool gone))
        {
            if (!gone)
            {
                session.Close(EngineIoCloseReason.TransportError);
            }

            await EngineIoErrors.WriteAsync(context, gone ? EngineIoError.UnknownSession : EngineIoError.BadRequest).ConfigureAwait(false);
            return;
        }

        int status;
        byte[] body = [];
        try
        {
            int length;
            (body, length) = await ReadBodyAsync(context, session, maxPayload, pool).ConfigureAwait(false);
            status = length < 0 ? Refuse(session, EngineIoCloseReason.TooLarge) : Receive(context.Request, session, body.AsSpan(0, length));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or BadHttpRequestException)
        {
            status = Refuse(session, EngineIoCloseReason.TransportError);
        }
        finally
        {
            if (body.Length > 0)
            {
                pool.Return(body);
            }
        }

        await session.RoomAsync().ConfigureAwait(false);

        // Before the answer: the next POST may be here before this method returns.
        session.EndPost();
        await AnswerAsync(context, status).ConfigureAwait(false);
    }

    private static async ValueTask WriteAsync(HttpContext context, Queue<EngineIoFrame> frames)
    {
        if (context.Features.Get<IHttpsCompressionFeature>() is { } compression)
        {
            // An answer holds what several people wrote, and secrets: under TLS its compressed length would tell of them.
            compression.Mode = HttpsCompressionMode.DoNotCompress;
        }

        context.Response.ContentType = "text/plain; charset=UTF-8";
        context.Response.ContentLength = PollingPayloadWriter.Length(frames);
        context.Response.Headers.CacheControl = "no-store";
        PollingPayloadWriter.Write(context.Response.BodyWriter, frames);

        // Whether it arrives cannot be known: many clients close their connection on the last byte of the answer. One that did
        // not get it asks for it anew when it comes back.
        await context.Response.BodyWriter.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task AnswerAsync(HttpContext context, int status)
    {
        if (status == StatusCodes.Status200OK)
        {
            // text/html, because some browsers offer text/plain for download.
            context.Response.ContentType = "text/html";
            context.Response.ContentLength = 2;
            await context.Response.Body.WriteAsync("ok"u8.ToArray(), CancellationToken.None).ConfigureAwait(false);
        }
        else if (status == StatusCodes.Status400BadRequest)
        {
            await EngineIoErrors.WriteAsync(context, EngineIoError.BadRequest).ConfigureAwait(false);
        }
        else
        {
            context.Response.StatusCode = status;
        }
    }

    private static int Refuse(EngineIoSession session, EngineIoCloseReason reason)
    {
        session.Close(reason);
        return reason switch
        {
            EngineIoCloseReason.TooLarge => StatusCodes.Status413PayloadTooLarge,
            EngineIoCloseReason.RateLimited => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status400BadRequest,
        };
    }

    /// <summary>
    /// The body, in an array that is the caller's to return, and its length; -1 when it is too long, known from its header or from
    /// what came. Until it is whole the array is kept here: it changes as the body grows, and the reading may fail at any time.
    /// </summary>
    private static async ValueTask<(byte[] Body, int Length)> ReadBodyAsync(
        HttpContext context, EngineIoSession session, int maxPayload, ArrayPool<byte> pool)
    {
        HttpRequest request = context.Request;
        if (request.ContentLength > maxPayload)
        {
            return ([], -1);
        }

        byte[] body = pool.Rent(FirstRent);
        int length = 0;
        using var slow = new SlowBody(context, session);
        try
        {
            while (true)
            {
                if (length == body.Length)
                {
                    byte[] larger = pool.Rent(body.Length * 2);
                    body.CopyTo(larger, 0);
                    pool.Return(body);
                    body = larger;
                }

                ValueTask<int> reading = request.Body.ReadAsync(body.AsMemory(length));
                if (!reading.IsCompleted)
                {
                    slow.Waits();
                }

                int read = await reading.ConfigureAwait(false);
                length += read;
                if (length > maxPayload)
                {
                    return (body, -1);
                }

                if (read == 0)
                {
                    return (body, length);
                }
            }
        }
        catch
        {
            pool.Return(body);
            throw;
        }
    }

    private static int Receive(HttpRequest request, EngineIoSession session, ReadOnlySpan<byte> body)
    {
        // Binary bodies are of protocol 3.
        if (request.ContentType == "application/octet-stream" || !Utf8.IsValid(body))
        {
            return Refuse(session, EngineIoCloseReason.ParseError);
        }

        if (!session.Count(frames: 1, body.Length))
        {
            return StatusCodes.Status429TooManyRequests;
        }

        var reader = new PollingPayloadReader(body);
        bool malformed;
        bool isFirst = true;
        while (reader.TryRead(out malformed))
        {
            // The first is counted with the body.
            if (!session.Count(frames: isFirst ? 0 : 1, bytes: 0))
            {
                return StatusCodes.Status429TooManyRequests;
            }

            isFirst = false;
            bool accepted = reader.Type switch
            {
                EngineIoPacketType.Message => Text(session, reader.Data),
                EngineIoPacketType.Base64 => Binary(session, reader.Data),
                _ => session.Control(reader.Type),
            };
            if (!accepted)
            {
                return Refuse(session, EngineIoCloseReason.ParseError);
            }
        }

        return malformed ? Refuse(session, EngineIoCloseReason.ParseError) : StatusCodes.Status200OK;
    }

    private static bool Text(EngineIoSession session, ReadOnlySpan<byte> data)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(Math.Max(1, data.Length));
        data.CopyTo(copy);
        Post(session, copy, data.Length, isBinary: false);
        return true;
    }

    private static bool Binary(EngineIoSession session, ReadOnlySpan<byte> base64)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(Math.Max(1, Base64.GetMaxDecodedFromUtf8Length(base64.Length)));
        if (Base64.DecodeFromUtf8(base64, copy, out _, out int length) != OperationStatus.Done)
        {
            ArrayPool<byte>.Shared.Return(copy);
            return false;
        }

        Post(session, copy, length, isBinary: true);
        return true;
    }

    private static void Post(EngineIoSession session, byte[] rented, int length, bool isBinary)
    {
        session.Received(new InboundPacket(rented, 0, length, isBinary), out bool kept);
        if (!kept)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
