#!/usr/bin/env bash
# Three hosts of the sample shop as one, behind nginx, over a Redis and a PostgreSQL of their own: what deploy/compose.yaml does,
# without containers. Everything is in a new folder under the temporary folder and on this machine's loopback address, and is gone
# after Ctrl+C.
#
#   ./cluster.sh [port]     nginx's port; 8080 by default
#
# Needs what ./test.sh installs: the .NET SDK, redis-server, PostgreSQL and nginx. The hosts have ports port+1 to port+3, Redis
# port+4, PostgreSQL port+5.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

readonly port=${1:-8080}
readonly redis_port=$((port + 4)) postgres_port=$((port + 5))

complain() { printf 'cluster.sh: %s\n' "$*" >&2; }
has() { command -v "$1" > /dev/null; }

find_postgres() {
  local folder
  while read -r folder; do
    if [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ]; then
      echo "$folder"
      return
    fi
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV; dirname "$(command -v postgres || echo /nowhere/postgres)")
  return 1
}

postgres_bin=$(find_postgres) || { complain "PostgreSQL is missing: install postgresql, or run ./test.sh"; exit 1; }
PATH="$PATH:/usr/sbin"
for program in dotnet redis-server nginx; do
  has "$program" || { complain "$program is missing: install it, or run ./test.sh"; exit 1; }
done
for used in $(seq "$port" $((port + 5))); do
  if (exec 3<> "/dev/tcp/127.0.0.1/$used") 2> /dev/null; then
    complain "port $used is taken: ./cluster.sh <another port>"
    exit 1
  fi
done

folder=$(mktemp -d "${TMPDIR:-/tmp}/audiotailoc-cluster.XXXXXX")
chmod 755 "$folder"
declare -a started=()

finish() {
  local status=$? pid
  trap - EXIT INT TERM
  # The last first: nginx, then the hosts, which still need what is behind them.
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do
    pid=${started[i]}
    kill -TERM "$pid" 2> /dev/null || continue
    wait "$pid" 2> /dev/null || true
  done
  rm -rf "$folder"
  exit "$status"
}
trap finish EXIT
trap 'exit 0' INT TERM

# A group of its own, so that Ctrl+C reaches this script and not the programs, which are ended in order.
start() {
  local log=$1
  shift
  setsid "$@" > "$folder/$log.log" 2>&1 < /dev/null &
  started+=($!)
}

await() {
  local what=$1 log=$2 pid=${started[-1]}
  shift 2
  for _ in $(seq 600); do
    if "$@" > /dev/null 2>&1; then
      return
    fi
    if ! kill -0 "$pid" 2> /dev/null; then
      break
    fi
    sleep 0.1
  done
  complain "$what did not start:"
  tail -n 20 "$folder/$log.log" >&2
  exit 1
}

listens() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

is_ready() {
  (
    exec 3<> "/dev/tcp/127.0.0.1/$1"
    printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
    read -r -t 5 line <&3
    [[ $line == *" 200 "* ]]
  ) 2> /dev/null
}

as_postgres=()
mkdir "$folder/postgres"
if [ "$(id -u)" -eq 0 ]; then
  # PostgreSQL refuses to run as root.
  as_postgres=(setpriv --reuid postgres --regid postgres --clear-groups --)
  chown postgres "$folder/postgres"
fi

echo "Building the sample host"
dotnet build samples/SampleHost --configuration Release --verbosity quiet < /dev/null

echo "Starting Redis and PostgreSQL"
mkdir "$folder/redis"
start redis redis-server --port "$redis_port" --bind 127.0.0.1 --dir "$folder/redis" --save '' --appendonly yes --maxmemory-policy noeviction
await Redis redis listens "$redis_port"
(cd / && "${as_postgres[@]}" "$postgres_bin/initdb" -D "$folder/postgres/data" -U postgres -A trust -E UTF8 --locale C.UTF-8 > "$folder/initdb.log" 2>&1) \
  || { tail "$folder/initdb.log" >&2; exit 1; }
start postgres "${as_postgres[@]}" "$postgres_bin/postgres" -D "$folder/postgres/data" -p "$postgres_port" -k "$folder/postgres" \
  -c listen_addresses=127.0.0.1 -c max_connections=200
await PostgreSQL postgres listens "$postgres_port"

token_key=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
for node in 1 2 3; do
  echo "Starting host $node"
  start "shop$node" env \
    "ConnectionStrings__Redis=127.0.0.1:$redis_port" \
    "ConnectionStrings__Shop=Host=127.0.0.1;Port=$postgres_port;Username=postgres;Database=shop;Maximum Pool Size=30" \
    "Shop__TokenKey=$token_key" Shop__Data=:memory: Shop__Proxies=127.0.0.1 \
    "AudioTaiLoc__Realtime__NodeId=shop$node" \
    dotnet samples/SampleHost/bin/Release/net10.0/SampleHost.dll --urls "http://127.0.0.1:$((port + node))"
  # One by one, so that the first makes the database's tables.
  await "host $node" "shop$node" is_ready $((port + node))
done

mkdir "$folder/nginx"
sed -e "s/shop1:3000/127.0.0.1:$((port + 1))/; s/shop2:3000/127.0.0.1:$((port + 2))/; s/shop3:3000/127.0.0.1:$((port + 3))/" \
    -e "s/listen 80;/listen 127.0.0.1:$port;/" deploy/nginx.conf > "$folder/nginx/nginx.conf"
start nginx nginx -p "$folder/nginx" -c "$folder/nginx/nginx.conf" -e stderr -g 'daemon off;'
await nginx nginx is_ready "$port"

echo
echo "http://localhost:$port      an@example.com, binh@example.com, staff@example.com; password demo"
echo "hosts: $(for node in 1 2 3; do printf 'http://127.0.0.1:%s (pid %s)  ' $((port + node)) "${started[node + 1]}"; done)"
echo "logs:  $folder"
echo "Ctrl+C stops everything."
# Until a signal; a program that ends, because somebody tries what happens then, ends nothing else.
wait
