using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AudioTaiLoc.Realtime.Configuration;

/// <summary>Has the options read again when the host's configuration changes; what may change then looks at them anew.</summary>
internal sealed class RealtimeOptionsChanges(IConfiguration? configuration = null) : IOptionsChangeTokenSource<RealtimeOptions>
{
    private static readonly CancellationChangeToken Never = new(CancellationToken.None);

    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => configuration?.GetReloadToken() ?? Never;
}
