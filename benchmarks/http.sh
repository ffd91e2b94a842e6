#!/usr/bin/env bash
# P4, P5, P6 of the bar: answers beside nginx with a static file of the same size, cold and cached;
# start to the first answer; resident memory. One server thread against one nginx worker.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh
diaodu=$PWD/build/diaodu dir=$(mktemp -d) port=18099 nport=18098
seconds=5
[[ $BENCH_SIZE == quick ]] && seconds=2
pids=()
trap 'for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done; rm -rf "$dir"' EXIT

# start DB [AREA]: serve it; prints milliseconds to the first answered board, sets $server
start() {
    local t0 t1
    t0=$(date +%s%N)
    "$diaodu" serve --db "$1" --listen 127.0.0.1:$port --threads 1 2>"$dir/log" &
    server=$!
    pids+=("$server")
    until curl -sf -o /dev/null "http://127.0.0.1:$port/api/v1/board?area=${2:-000000}&period=2021-09"; do
        kill -0 "$server" || die "$(cat "$dir/log")"
    done
    t1=$(date +%s%N)
    first=$(((t1 - t0) / 1000000))
}
stop() { kill "$server" && wait "$server"; }
resident() { awk '/VmRSS/{printf "%.0f", $2 / 1024}' "/proc/$server/status"; }

data/load.sh "$diaodu" "$dir/demo.db" >/dev/null
"$diaodu" init --db "$dir/empty.db" >/dev/null
# A ranking of 3,000 areas: a set of as many, each with a figure.
python3 - "$dir" <<'P'
import csv, sys
d = sys.argv[1]
with open('catalogue/areas.csv', encoding='utf-8-sig') as f:
    codes = [r['code'] for r in csv.DictReader(f) if r['level'] == 'county' and not r['valid_to']][:3000]
with open(d + '/set.csv', 'w') as f:
    f.write('code,name,kind,member,from,to\n' + ''.join(f'bench,bench,area,{c},,\n' for c in codes))
with open(d + '/values.csv', 'w') as f:
    f.write('area,indicator,period,kind,level,growth\n')
    for m in ('2021-08', '2021-09'):
        f.writelines(f'{c},fai,{m},final,{i * 7919 % 100003},{i * 31 % 400 / 10 - 20}\n' for i, c in enumerate(codes))
P
"$diaodu" import --db "$dir/demo.db" "$dir/set.csv" "$dir/values.csv" >/dev/null

cat >"$dir/nginx.conf" <<N
worker_processes 1; daemon off; pid $dir/nginx.pid; error_log $dir/nginx.log crit;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
  server { listen 127.0.0.1:$nport reuseport; root $dir/www; default_type application/json; } }
N
mkdir -p "$dir/www"
chmod -R a+rX "$dir"

# load URL: requests a second and p99
load() {
    wrk -t1 -c32 -d${seconds}s --latency "$@" >"$dir/wrk"
    awk '/Requests\/sec/{r=$2} /99%/{p=$2} END{print r, p}' "$dir/wrk"
}

echo "P5: start to the first answered board, ms (goal: empty 20, demo 100, 12.6 M values 1500)"
start "$dir/empty.db" && echo "  empty   $first ms, resident $(resident) MB" && stop
start "$dir/demo.db" && echo "  demo    $first ms, resident $(resident) MB   (P6: goal 60 MB)"

declare -A urls=(
    [board]="/api/v1/board?area=420000&period=2021-09"
    [ranking]="/api/v1/rank?indicator=fai&parent=000000&period=2021-09&set=bench"
    [series]="/api/v1/series?indicator=thermal_power&area=420000"
)
for name in board ranking series; do
    curl -sf "http://127.0.0.1:$port${urls[$name]}" -o "$dir/www/$name" || die "no $name"
done
nginx -c "$dir/nginx.conf" -p "$dir" &
pids+=($!)
sleep 0.5

echo
echo "P4: requests a second on one thread, p99; the same bytes from nginx (goal: cached >= 50 % of nginx)"
printf '  %-8s %9s  %10s %8s  %10s %8s  %10s %8s  %6s\n' answer bytes cached p99 cold p99 nginx p99 share
for name in board ranking series; do
    url=${urls[$name]}
    curl -sf -o /dev/null "http://127.0.0.1:$port$url&" # behind what the load before left over
    curl -sf -o /dev/null "http://127.0.0.1:$port$url"
    read -r cached p1 < <(load "http://127.0.0.1:$port$url")
    # cold: every request spells the address in a way of its own (the bits of a counter say which
    # letters stand as %XX), so that nothing is kept for it
    cat >"$dir/cold.lua" <<L
local n, path, query = 0, "${url%%\?*}?", "${url#*\?}"
request = function()
    n = n + 1
    local k = n
    return wrk.format("GET", path .. query:gsub("%w", function(c)
        local bit = k % 2
        k = (k - bit) / 2
        return bit == 1 and string.format("%%%02X", c:byte()) or nil
    end))
end
L
    read -r cold p2 < <(load -s "$dir/cold.lua" "http://127.0.0.1:$port")
    read -r peer p3 < <(load "http://127.0.0.1:$nport/$name")
    printf '  %-8s %9s  %10s %8s  %10s %8s  %10s %8s  %5.0f%%\n' $name "$(stat -c %s "$dir/www/$name")" \
        "$cached" "$p1" "$cold" "$p2" "$peer" "$p3" \
        "$(python3 -c "print($cached / $peer * 100)")"
done
echo "  resident after the load: $(resident) MB"
stop
big=${BENCH_BIG:-build/bench/panel/bench.db}
if [[ -e $big ]]; then
    start "$big" 100000
    echo "P5, P6: 12.6 M values ($big): $first ms, resident $(resident) MB"
    stop
fi
