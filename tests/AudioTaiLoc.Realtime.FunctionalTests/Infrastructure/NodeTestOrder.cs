namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

internal sealed record NodeTestOrder(string OrderId);
