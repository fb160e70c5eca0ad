using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using AudioTaiLoc.Realtime.Cluster.Tests.Clients;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Faults;

/// <summary>That the verdict finds what must not be, and only that.</summary>
public sealed class RoomVerdictTests
{
    private readonly ConcurrentQueue<string> _faults = new();

    [Fact]
    public void What_all_have_seen_alike_is_good_and_so_is_what_was_not_acknowledged()
    {
        var one = See("1:1 2:2 4:4 5:3");
        var two = See("1:1 2:2 4:4 5:3");

        Assert.Empty(Judge([1, 2, 4], one, two));
    }

    [Fact]
    public void One_that_only_others_got_is_missing()
    {
        var fault = Assert.Single(Judge([1, 2, 3], See("1:1 2:2 3:3"), See("1:1 3:3")));

        Assert.Contains("2 at 2 is missing between 1 and 3", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_nobody_got_is_missing_when_it_was_acknowledged()
    {
        var fault = Assert.Single(Judge([1, 2, 3], See("1:1 3:3"), See("1:1 3:3")));

        Assert.Contains("2 was acknowledged, and nobody got it", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_that_the_client_was_told_of_is_no_fault_but_one_after_it_is()
    {
        const string Whole = "1:1 2:2 3:3 4:4 5:5 6:6";

        Assert.Empty(Judge([], See(Whole), See("1:1 2:2 ! 5:5 6:6")));
        Assert.Single(Judge([], See(Whole), See("1:1 2:2 ! 4:4 6:6")));
        Assert.Single(Judge([], See(Whole), See("1:1 ! 4:4 5:5")));
    }

    [Fact]
    public void What_was_acknowledged_first_comes_first()
    {
        var fault = Assert.Single(Judge([1, 2], See("1:2 2:1")));

        Assert.Contains("2 is at 1, before 1 at 2", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void One_number_at_two_places_was_published_twice()
    {
        Assert.Contains(Judge([], See("1:1 2:7"), See("1:1 3:7")), fault => fault.Contains("7 is at 3 and at 2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_client_notices_a_repeat_and_a_step_back()
    {
        See("1:1 2:2 2:2");
        Assert.Contains("2 came twice", Assert.Single(_faults), StringComparison.Ordinal);
        _faults.Clear();

        See("2:2 1:1");
        Assert.Contains("1 at 1 came after 2", Assert.Single(_faults), StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_that_overtakes_the_answer_comes_after_the_gap_that_it_tells_of()
    {
        var all = See("1:1 2:2 3:3 4:4");
        Assert.Empty(Judge([1, 2, 3, 4], all, See("1:1 ? 3:3 ! 4:4")));
        Assert.Empty(_faults);
        Assert.Single(Judge([1, 2, 3, 4], See("1:1 2:2 3:3 4:4"), See("1:1 ? 3:3 4:4")));
    }

    [Fact]
    public void Who_was_told_of_a_gap_comes_back_to_the_place_it_was_given_until_an_event_comes()
    {
        var view = See("1:1");
        Assert.Equal("epoch-1", view.Begin());
        view.Joined(isRecovered: false, place: "epoch-5");
        Assert.Equal("epoch-5", view.Begin());
        view.Take(JsonElement.Parse("""{"eventId":"epoch-6","data":{"number":6}}"""));
        view.Joined(isRecovered: false, place: "epoch-5");
        Assert.Equal("epoch-6", view.Begin());
    }

    private static string[] Judge(long[] acknowledged, params RoomView[] views) =>
        [.. RoomVerdict.FindFaults("order_1", acknowledged, [.. views.Select(view => (view, view.TakeUpTo(view.LastNumber)))])];

    // "position:number …"; an exclamation mark is a gap that the client is told of, a question mark where it asked, if that was before.
    private RoomView See(string events)
    {
        var view = new RoomView("user_1", "order_1", _faults);
        var isComing = false;
        foreach (var item in events.Split(' '))
        {
            if (item == "?")
            {
                isComing = view.Begin() is not null;
                continue;
            }

            if (item == "!")
            {
                _ = isComing ? null : view.Begin();
                view.Joined(isRecovered: false, place: null);
                isComing = false;
                continue;
            }

            var (position, number) = (item[..item.IndexOf(':', StringComparison.Ordinal)], item[(item.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            view.Take(JsonElement.Parse($$"""{"eventId":"epoch-{{position}}","data":{"number":{{long.Parse(number, CultureInfo.InvariantCulture)}} } }"""));
        }

        return view;
    }
}
