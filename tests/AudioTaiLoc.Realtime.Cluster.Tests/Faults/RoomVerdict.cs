using AudioTaiLoc.Realtime.Cluster.Tests.Clients;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Faults;

/// <summary>
/// Compares what the clients of a room saw, up to an event that all of them have seen. What any of them saw was published, so all
/// must have seen it, and at the same place; only where a client was told that it was not recovered, it may have missed what lies
/// between what it saw before and after.
/// </summary>
internal static class RoomVerdict
{
    public static IEnumerable<string> FindFaults(string order, IReadOnlyList<long> acknowledged, IReadOnlyList<(RoomView View, IReadOnlyList<SeenEvent> Seen)> views)
    {
        var truth = new SortedDictionary<long, long>();
        var positions = new Dictionary<long, long>();
        foreach (var seen in views.SelectMany(view => view.Seen))
        {
            if (!truth.TryAdd(seen.Position, seen.Number) && truth[seen.Position] != seen.Number)
            {
                yield return $"{order}: {seen.Number} and {truth[seen.Position]} are both at {seen.Position}";
            }

            if (!positions.TryAdd(seen.Number, seen.Position) && positions[seen.Number] != seen.Position)
            {
                yield return $"{order}: {seen.Number} is at {seen.Position} and at {positions[seen.Number]}";
            }
        }

        foreach (var fault in FindMisplaced(order, acknowledged, positions, views.All(view => view.Seen.Any(seen => seen.IsAfterGap))))
        {
            yield return fault;
        }

        foreach (var (view, seen) in views)
        {
            foreach (var fault in FindMissing(view, seen, truth))
            {
                yield return fault;
            }
        }
    }

    // What was acknowledged is in the log, before everything that was published after the acknowledgement.
    private static IEnumerable<string> FindMisplaced(string order, IReadOnlyList<long> acknowledged, Dictionary<long, long> positions, bool allHaveGaps)
    {
        var last = (Number: 0L, Position: 0L);
        var known = acknowledged.ToHashSet();
        foreach (var number in acknowledged.Concat(positions.Keys).Distinct().Order())
        {
            if (!positions.TryGetValue(number, out var position))
            {
                if (!allHaveGaps)
                {
                    yield return $"{order}: {number} was acknowledged, and nobody got it";
                }

                continue;
            }

            if (position < last.Position)
            {
                yield return $"{order}: {number} is at {position}, before {last.Number} at {last.Position}, which was acknowledged first";
            }
            else if (known.Contains(number))
            {
                last = (number, position);
            }
        }
    }

    private static IEnumerable<string> FindMissing(RoomView view, IReadOnlyList<SeenEvent> seen, SortedDictionary<long, long> truth)
    {
        var next = 0;
        foreach (var (position, number) in truth)
        {
            if (next < seen.Count && seen[next].Position == position)
            {
                next++;
            }
            else if (next >= seen.Count || !seen[next].IsAfterGap)
            {
                yield return $"{view.Client}: {view.Order} {number} at {position} is missing"
                    + $" between {(next > 0 ? seen[next - 1].Position : 0)} and {(next < seen.Count ? seen[next].Position : 0)}";
            }
        }
    }
}
