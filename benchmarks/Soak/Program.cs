using System.Globalization;
using AudioTaiLoc.Realtime.Soak;

// One program, two processes: the host under load, and the clients that load it.
if (args is ["host", ..])
{
    await SoakHost.RunAsync();
    return 0;
}

var minutes = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 60;
var clients = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2000;
var stay = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 60;
return (int)await SoakRun.RunAsync(TimeSpan.FromMinutes(minutes), clients, TimeSpan.FromSeconds(stay));
