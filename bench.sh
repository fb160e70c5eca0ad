#!/usr/bin/env bash
# Measures the library on this machine. docs/performance.md says what the figures mean.
#
#   ./bench.sh                  short versions of all that follows but the soak; a few minutes
#   ./bench.sh micro [filter]   BenchmarkDotNet over the parts, e.g. "*Dispatch*"
#   ./bench.sh allocations      what a delivery and a call allocate
#   ./bench.sh compare [n]      beside npm's socket.io and plain SignalR, n repetitions (3)
#   ./bench.sh soak [minutes] [clients] [seconds]   60 minutes, 2,000 clients, each for 60 s at a time; fails (1) if anything
#                               grows or is lost, and does not pass (2) where the time was too short to tell
#
# Needs the .NET SDK that global.json names; compare also Node.js 20 with npm. Linux: CPU and memory are read from /proc.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

readonly benchmarks=benchmarks

build() {
  dotnet build "$1" --configuration Release --verbosity quiet --nologo
}

micro() {
  build "$benchmarks/Micro"
  dotnet "$benchmarks/Micro/bin/Release/net10.0/AudioTaiLoc.Realtime.Micro.dll" "$@"
}

compare() {
  command -v npm > /dev/null || { echo "bench.sh: compare needs Node.js 20 with npm" >&2; exit 2; }
  (cd "$benchmarks/Comparison/node" && npm ci --no-audit --no-fund --silent)
  build "$benchmarks/BenchHost"
  build "$benchmarks/Comparison/SignalRHost"
  build "$benchmarks/Comparison/Comparison.csproj"
  dotnet "$benchmarks/Comparison/bin/Release/net10.0/Comparison.dll" . "$@"
}

soak() {
  build "$benchmarks/Soak"
  dotnet "$benchmarks/Soak/bin/Release/net10.0/Soak.dll" "$@"
}

case "${1:-short}" in
  short)
    micro --filter '*DispatchBenchmarks*' '*CallBenchmarks*' '*CodecBenchmarks*' --warmupCount 2 --iterationCount 3 --iterationTime 100
    compare 1
    ;;
  micro) micro --filter "${2:-*}" ;;
  allocations) micro allocations ;;
  compare) compare "${@:2}" ;;
  soak) soak "${@:2}" ;;
  *)
    sed -n '2,12p' "$0" | cut -c3-
    exit 2
    ;;
esac
