using Microsoft.AspNetCore.Http.Features;

namespace AudioTaiLoc.Realtime.Micro.Wires;

/// <summary>The request that opens a client's WebSocket.</summary>
internal sealed class UpgradeRequest(Stream stream) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => true;

    public Task<Stream> UpgradeAsync() => Task.FromResult(stream);

    public static FeatureCollection Create(string path, string query, Stream stream)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = HttpMethods.Get,
            Scheme = "http",
            Protocol = "HTTP/1.1",
            Path = path,
            QueryString = query,
            Headers = new HeaderDictionary
            {
                ["Host"] = "localhost",
                ["Connection"] = "Upgrade",
                ["Upgrade"] = "websocket",
                ["Sec-WebSocket-Version"] = "13",
                ["Sec-WebSocket-Key"] = Convert.ToBase64String(new byte[16]),
            },
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { ConnectionId = Guid.NewGuid().ToString("n") });
        features.Set<IHttpUpgradeFeature>(new UpgradeRequest(stream));
        return features;
    }
}
