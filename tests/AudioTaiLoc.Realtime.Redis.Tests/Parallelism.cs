using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using Xunit.v3;

// One server for all tests, each with keys of its own; the outage tests start their own.
[assembly: AssemblyFixture(typeof(RedisServer))]
[assembly: Parallelization(MaxThreads = 2)]
