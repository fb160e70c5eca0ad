using AudioTaiLoc.Realtime.Chat;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Tests.Chat;

public sealed class InMemoryChatStoreSpecificationTests : ChatStoreSpecification
{
    protected override ValueTask<IChatStore> CreateAsync() => new(new InMemoryChatStore());
}
