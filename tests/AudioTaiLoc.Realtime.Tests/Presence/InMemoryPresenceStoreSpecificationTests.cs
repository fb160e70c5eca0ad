using AudioTaiLoc.Realtime.Presence;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Tests.Presence;

public sealed class InMemoryPresenceStoreSpecificationTests : PresenceStoreSpecification
{
    protected override ValueTask<IPresenceStore> CreateAsync() => new(new InMemoryPresenceStore());
}
