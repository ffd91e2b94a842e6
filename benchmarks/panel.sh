#!/usr/bin/env bash
# The panel job of the bar: load a tidy CSV, derive growth, place, share and pull of every figure
# (P1, P2, P6), import it into the durable database (P1), a month arrives (P3). Beside DuckDB on the
# same file, in the same run, with equal checksums. BENCH_SIZE=quick: a tenth; full: SQLite and
# PostgreSQL too, and how it grows (P9).
set -euo pipefail
cd "$(dirname "$0")/.."
size=${BENCH_SIZE:-plain}
ours=$PWD/build/benchmarks/panel_bench
dir=$PWD/build/bench/panel
cities=100
[[ $size == quick ]] && cities=10
mkdir -p "$dir"
rm -f "$dir"/*.db*
peers=benchmarks/peers

# get NAME FILE: the smallest value under the name, of all runs in the file.
get() { awk -v n="$1" '$1 == n && (m == "" || $2 < m) { m = $2 } END { print m }' "$2"; }
# row WHAT VALUE UNIT GOAL TEST-EXPRESSION
row() {
    printf '%-46s %10s %-3s  goal %-22s %s\n' "$1" "$2" "$3" "$4" \
        "$(awk "BEGIN { print ($5) ? \"reached\" : \"NOT reached\" }")"
}
calc() { awk "BEGIN { printf \"%.${2:-2}f\", $1 }"; }

"$ours" gen "$dir" "$cities" 35 120
cat "$dir"/obs.csv >/dev/null
echo "file $(stat -c %s "$dir"/obs.csv | awk '{ printf "%.0f MB", $1 / 1e6 }'), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg); best of three, wall clock (CPU time in brackets)"
[[ -d $peers/node_modules/@duckdb ]] || (cd $peers && npm install --no-package-lock --no-audit --no-fund --loglevel=error)
: >"$dir"/ours.txt
: >"$dir"/duckdb.txt
for _ in 1 2 3; do
    "$ours" panel "$dir" >>"$dir"/ours.txt
    node $peers/duckdb.mjs "$dir" >>"$dir"/duckdb.txt
done
for who in ours duckdb; do
    f=$dir/$who.txt
    printf '%-8s load %s s (%s)  derive %s s (%s)  peak %s MB\n' $who "$(get load_s "$f")" \
        "$(get load_cpu_s "$f")" "$(get derive_s "$f")" "$(get derive_cpu_s "$f")" "$(get peak_mb "$f")"
done

# Equal sums, or nothing above means anything.
sums() { for n in rows n_yoy sum_yoy sum_rank sum_share sum_pull; do get $n "$1"; done; }
check() {
    paste <(sums "$dir"/ours.txt) <(sums "$1") | awk -v who="$2" -v t="$3" '
        { d = $1 - $2; if (d < 0) d = -d; r = $1 ? d / ($1 < 0 ? -$1 : $1) : d; if (!(r <= m)) m = r }
        END { printf "checksums beside %s differ by at most %.1e\n", who, m; exit m > t }'
}
check "$dir"/duckdb.txt DuckDB 1e-12

a=$(get load_s "$dir"/ours.txt) b=$(get load_s "$dir"/duckdb.txt)
row "P1 load / DuckDB's load" "$(calc "$a / $b" 3)" "" "<= 0.25" "$a / $b <= 0.25"
a=$(get derive_s "$dir"/ours.txt) b=$(get derive_s "$dir"/duckdb.txt)
row "P2 DuckDB's derive / ours" "$(calc "$b / $a" 1)" "" ">= 30" "$b / $a >= 30"
m=$(get resident_mb "$dir"/ours.txt)
row "P6 resident with outputs" "$m" MB "<= 700" "$m <= 700"

"$ours" durable "$dir" >"$dir"/durable.txt
d=$(get durable_s "$dir"/durable.txt)
printf 'durable import %s s (%s), file %s MB, opened again in %s s (%s)\n' "$d" \
    "$(get durable_cpu_s "$dir"/durable.txt)" "$(get file_mb "$dir"/durable.txt)" \
    "$(get reopen_s "$dir"/durable.txt)" "$(get reopen_cpu_s "$dir"/durable.txt)"
"$ours" month "$dir" 5 | tee "$dir"/month.txt
worst() { awk -v n="$1" '{ for (i = 1; i < NF; i++) if ($i == n && $(i + 1) > m) m = $(i + 1) } END { print m }' "$dir"/month.txt; }
m=$(worst board_ms)
row "P3 on our boards after the commit, worst of 5" "$m" ms "<= 50" "$m <= 50"
m=$(worst derive_ms)
row "P3 derive of that month, worst of 5" "$m" ms "<= 5" "$m <= 5"
m=$(worst other_ms)
row "P3 in another process (looks every 200 ms)" "$m" ms "<= 1000" "$m <= 1000"
[[ $size == full ]] || exit 0

echo "SQLite"
rm -f "$dir"/sqlite.db
(cd "$dir" && sqlite3 sqlite.db <"$OLDPWD"/$peers/sqlite.sql) | tee "$dir"/sqlite.raw
tr '|' '\n' <"$dir"/sqlite.raw | grep -E '^(rows|n_yoy|sum_)' >"$dir"/sqlite.txt
check "$dir"/sqlite.txt SQLite 1e-9
b=$(awk '$1 == "import_from" { f = $2 } $1 == "import_to" { printf "%.1f", $2 - f }' "$dir"/sqlite.raw)
row "P1 durable import / SQLite's .import ($b s)" "$(calc "$d / $b" 3)" "" "<= 0.5" "$d / $b <= 0.5"
rm -f "$dir"/sqlite.db
if tools/pg.sh have 2>/dev/null; then
    echo "PostgreSQL"
    url=$(tools/pg.sh start build/bench/pg)
    trap 'tools/pg.sh stop build/bench/pg' EXIT
    (cd "$dir" && psql -q -d "$url" -f "$OLDPWD"/$peers/pg.sql) | tee "$dir"/pg.raw
    tr '|' '\n' <"$dir"/pg.raw | grep -E '^(rows|n_yoy|sum_)' >"$dir"/pg.txt
    check "$dir"/pg.txt PostgreSQL 1e-9
fi

echo "how it grows (P9): a quarter of the areas and half of the months, then each doubled"
grow() {
    "$ours" gen "$dir"/grow "$2" "$3" "$4"
    "$ours" panel "$dir"/grow >"$dir"/grow.txt
    printf '%-12s load %s s  derive %s s  resident %s MB\n' "$1" "$(get load_s "$dir"/grow.txt)" \
        "$(get derive_s "$dir"/grow.txt)" "$(get resident_mb "$dir"/grow.txt)"
}
grow base 25 35 60
grow areas 50 35 60
grow indicators 25 70 60
grow months 25 35 120
rm -rf "$dir"/grow
