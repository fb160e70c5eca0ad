#!/usr/bin/env bash
# Runs every test of the repository, with nothing left out: what a test needs and this machine lacks is installed
# (Debian packages, npm packages) or the run fails. The last line is the result: "N passed, N failed".
# Needs the .NET SDK that global.json names; on Debian also root or sudo, where a package is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly solution=AudioTaiLoc.Realtime.Library.sln
readonly configuration=Release
export AUDIOTAILOC_REQUIRE_ALL=1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

scratch=$(mktemp -d)
# dotnet, npm and Chromium want a home; a build machine may give none.
export HOME="${HOME:-$scratch/home}"
mkdir -p "$HOME"

passed=0
failed=0
skipped=0

finish() {
  local status=$?
  trap - EXIT
  rm -rf "$scratch"
  if [ "$status" -eq 0 ] && { [ "$failed" -gt 0 ] || [ "$skipped" -gt 0 ] || [ "$passed" -eq 0 ]; }; then
    status=1
  fi
  local line="$passed passed, $failed failed"
  if [ "$skipped" -gt 0 ]; then
    line+=", $skipped skipped"
  fi
  echo "$line"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '== %s\n' "$*"; }
complain() { printf 'test.sh: %s\n' "$*" >&2; }
has() { command -v "$1" > /dev/null; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

has_chromium() { has chromium || has chromium-browser || has google-chrome; }

has_postgres() {
  local folder
  for folder in /usr/lib/postgresql/*/bin "$(dirname "$(command -v postgres || echo /nowhere/postgres)")"; do
    if [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ]; then
      return 0
    fi
  done
  return 1
}

# Debian keeps it off the path of ordinary users.
has_nginx() { has nginx || [ -x /usr/sbin/nginx ]; }

# The Debian packages of what is missing.
missing_packages() {
  has node || echo nodejs
  has npm || echo npm
  has redis-server || echo redis-server
  has_nginx || echo nginx
  has_chromium || echo chromium
  has_postgres || echo postgresql
  has psql || echo postgresql-client
}

install_missing() {
  local -a missing
  mapfile -t missing < <(missing_packages)
  if [ "${#missing[@]}" -eq 0 ]; then
    return
  fi
  if ! has apt-get; then
    complain "missing, and there is no apt-get to install it with: ${missing[*]}"
    return 1
  fi

  say "Installing ${missing[*]}"
  if ! { as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
      > "$scratch/apt.log" 2>&1 < /dev/null; then
    tail -n 20 "$scratch/apt.log" >&2
    complain "apt-get could not install ${missing[*]}"
    return 1
  fi
  hash -r
  mapfile -t missing < <(missing_packages)
  if [ "${#missing[@]}" -gt 0 ]; then
    complain "still missing after installation: ${missing[*]}"
    return 1
  fi
}

# What builds the sample's page; samples/SampleHost/Page.targets asks the same.
demand_node() {
  if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a === 20 ? +!(b >= 19) : a === 22 ? +!(b >= 12) : +!(a > 22))'; then
    complain "Node.js $(node --version) does not build the sample's page: install 20.19 (or a later 20), or 22.12 or newer, from https://nodejs.org/en/download"
    return 1
  fi
}

install_node_clients() {
  # npm writes its own lock into node_modules: newer than ours means that this is what is installed.
  if [ ! tests/node/node_modules/.package-lock.json -nt tests/node/package-lock.json ]; then
    say "Installing the JavaScript clients"
    (cd tests/node && npm ci --no-progress --loglevel=error < /dev/null)
  fi
}

# Sums the reports, one per test project. A project without a report died, which counts as a failure.
count() {
  local report counters name value reports=0
  for report in "$scratch"/results/*.trx; do
    [ -e "$report" ] || break
    counters=$(grep -o '<Counters [^>]*>' "$report") || continue
    reports=$((reports + 1))
    # dotnet test does not name the tests that the time limit ended; the report does.
    grep -oE '<UnitTestResult testName="[^"]*" outcome="Failed"' "$report" | sed -E 's/.*testName="([^"]*)".*/test.sh: failed: \1/; s/&quot;/"/g' >&2 || true
    local total=0 good=0 bad=0
    while IFS='=' read -r name value; do
      case $name in
        total) total=$value ;;
        passed) good=$value ;;
        failed | error | timeout | aborted) bad=$((bad + value)) ;;
      esac
    done < <(grep -oE '[a-zA-Z]+="[0-9]+"' <<< "$counters" | tr -d '"')
    passed=$((passed + good))
    failed=$((failed + bad))
    skipped=$((skipped + total - good - bad))
  done

  local projects
  projects=$(dotnet sln "$solution" list | grep -c 'Tests\.csproj$')
  if [ "$reports" -lt "$projects" ]; then
    complain "$((projects - reports)) of $projects test projects ended without a report"
    failed=$((failed + projects - reports))
  fi
}

if ! has dotnet; then
  complain "the .NET SDK is missing: see https://dotnet.microsoft.com/download"
  exit 1
fi
install_missing
demand_node
install_node_clients

say "Building $solution ($configuration)"
dotnet restore "$solution" --verbosity quiet < /dev/null
dotnet build "$solution" --configuration "$configuration" --no-restore --verbosity quiet < /dev/null

say "Testing"
status=0
# One project at a time: they start servers and browsers, and would fight over two cores. The time limit, for
# each project, cancels what waits without a deadline of its own.
dotnet test --solution "$solution" --configuration "$configuration" --no-build \
  --results-directory "$scratch/results" --report-xunit-trx \
  --max-parallel-test-modules 1 --timeout 30m --no-progress --no-ansi < /dev/null || status=$?
count
if [ "$skipped" -gt 0 ]; then
  complain "nothing may be skipped here: the reasons are above"
fi
exit "$status"
