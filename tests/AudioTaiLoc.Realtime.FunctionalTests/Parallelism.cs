using Xunit.v3;

// Most of these tests drive other processes (Node, Chromium, Redis, PostgreSQL): two at a time is what a small machine bears.
// Those with a browser run alone (WithBrowser).
[assembly: Parallelization(MaxThreads = 2)]
