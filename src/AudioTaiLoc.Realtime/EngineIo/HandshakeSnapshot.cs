using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>What authentication may need of the request that opened a session, kept past that request's end.</summary>
internal sealed class HandshakeSnapshot
{
    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly X509Certificate2? _certificate;
    private readonly int _remotePort;
    private readonly IPAddress? _localAddress;
    private readonly int _localPort;
    private AuthenticateResult? _authentication;

    public HandshakeSnapshot(HttpContext context)
    {
        HttpRequest request = context.Request;
        ConnectionInfo connection = context.Connection;
        _headers = new KeyValuePair<string, StringValues>[request.Headers.Count];
        request.Headers.CopyTo(_headers, 0);
        Scheme = request.Scheme;
        Host = request.Host;
        PathBase = request.PathBase;
        Path = request.Path;
        Query = request.QueryString;
        RemoteAddress = connection.RemoteIpAddress;
        _remotePort = connection.RemotePort;
        _localAddress = connection.LocalIpAddress;
        _localPort = connection.LocalPort;
        _certificate = request.IsHttps ? connection.ClientCertificate : null;
        _authentication = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult;
    }

    public string Scheme { get; }

    public HostString Host { get; }

    public PathString PathBase { get; }

    public PathString Path { get; }

    public QueryString Query { get; }

    public IPAddress? RemoteAddress { get; }

    public bool IsHttps => string.Equals(Scheme, "https", StringComparison.OrdinalIgnoreCase);

    /// <summary>The header's value as it was sent; empty when it was not.</summary>
    public StringValues Header(string name)
    {
        foreach (KeyValuePair<string, StringValues> header in _headers)
        {
            if (string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
            {
                return header.Value;
            }
        }

        return StringValues.Empty;
    }

    /// <summary>
    /// What the host's authentication said of the request when it came; null when it was not asked. Only once: who connects
    /// again later is looked at anew.
    /// </summary>
    public AuthenticateResult? TakeAuthentication()
    {
        AuthenticateResult? authentication = _authentication;
        _authentication = null;
        return authentication;
    }

    /// <summary>A request like the one that opened the session, for the host's authentication scheme to look at.</summary>
    public HttpContext ToHttpContext(IServiceProvider services)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        HttpRequest request = context.Request;
        foreach (KeyValuePair<string, StringValues> header in _headers)
        {
            request.Headers[header.Key] = header.Value;
        }

        request.Method = HttpMethods.Get;
        request.Scheme = Scheme;
        request.Host = Host;
        request.PathBase = PathBase;
        request.Path = Path;
        request.QueryString = Query;
        context.Connection.RemoteIpAddress = RemoteAddress;
        context.Connection.RemotePort = _remotePort;
        context.Connection.LocalIpAddress = _localAddress;
        context.Connection.LocalPort = _localPort;
        context.Connection.ClientCertificate = _certificate;
        return context;
    }
}
