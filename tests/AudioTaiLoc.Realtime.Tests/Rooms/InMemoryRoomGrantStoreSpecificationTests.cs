using AudioTaiLoc.Realtime.Rooms;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Tests.Rooms;

public sealed class InMemoryRoomGrantStoreSpecificationTests : RoomGrantStoreSpecification
{
    protected override ValueTask<IRoomGrantStore> CreateAsync() => new(new InMemoryRoomGrantStore(Time));
}
