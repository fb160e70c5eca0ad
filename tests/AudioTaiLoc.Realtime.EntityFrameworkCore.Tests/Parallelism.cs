using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Xunit.v3;

// One server for all tests, each with a database of its own; the outage test starts its own server.
[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: Parallelization(MaxThreads = 2)]
