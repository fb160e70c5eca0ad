using AudioTaiLoc.Realtime.Chat;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Tests.Chat;

public sealed class InMemoryChatStoreReadingSpecificationTests : ChatStoreReadingSpecification
{
    protected override ValueTask<IChatStore> CreateAsync() => new(new InMemoryChatStore());
}
