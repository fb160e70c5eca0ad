using AudioTaiLoc.Realtime.Sessions;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Tests.Sessions;

public sealed class InMemorySessionStoreSpecificationTests : SessionStoreSpecification
{
    protected override ValueTask<ISessionStore> CreateAsync(int maximumCount) => new(new InMemorySessionStore(maximumCount, Time));
}
