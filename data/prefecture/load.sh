#!/usr/bin/env bash
# data/prefecture/load.sh PROGRAM DB: into the desk DB the made-up prefecture 示例州: areas, people, figures, targets, then its
# ledgers at work. Days of ledgers count from today, so that something is always late and something due soon.
# A desk that has it already is left alone.
set -euo pipefail
program=$(realpath "$1") db=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
export DIAODU_DB=$db DIAODU_LANG=zh TZ=Asia/Shanghai
"$program" export posts | grep -q '^yz-mayor,' && exit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trouble() { cat "$work/out.txt" >&2; echo "data/prefecture/load.sh: $1" >&2; exit 1; }
desk() { "$program" "$@" >"$work/out.txt" 2>&1 || trouble "$*"; }
put() { desk import "$1" "$2" --yes --reason '示例 demo'; } # TABLE FILE

# ---- tables ----
for t in areas rosters orgs people posts grants observations targets claims; do
    file=$(echo "$here"/tables/*_"$t".csv)
    put "${t/targets/observations}" "$file"
done

# ---- days that count from today ----
# {d-3}: three days ago; {w-1}: Monday of last week; {m-1}: last month; {q+2}: third day of the quarter, or today if that is
# still to come; {y}: this year
today=$(date +%Y-%m-%d) first=$(date +%Y-%m-01)
monday=$(date -d "$today $((1 - $(date +%u))) day" +%Y-%m-%d)
quarter=$(date +%Y)-$(printf %02d $(((10#$(date +%m) - 1) / 3 * 3 + 1)))-01
said() { # TOKEN: what it says today
    local by=${1:1} day
    case $1 in
    d*) date -d "$today $by day" +%Y-%m-%d ;;
    w*) date -d "$monday $((7 * by)) day" +%Y-%m-%d ;;
    m*) date -d "$first $by month" +%Y-%m ;;
    q*) day=$(date -d "$quarter $by day" +%Y-%m-%d) && if [[ $day > $today ]]; then echo "$today"; else echo "$day"; fi ;;
    y) date +%Y ;;
    esac
}
cp -r "$here"/ledgers "$here"/*{series,milestones}.csv "$here"/steps.txt "$work/"
grep -roh '{[dwmqy][-+0-9]*}' "$work" | sort -u | while IFS= read -r token; do
    echo "s/$token/$(said "${token:1:-1}")/g"
done >"$work/days.sed"
find "$work" \( -name '*.csv' -o -name steps.txt \) -exec sed -i -f "$work/days.sed" {} +

# ---- ledgers: rows, series, milestones, the steps that want evidence; then the projects, that the steps need not read them ----
rows() { # GLOB: the ledgers whose files are named so
    local file type
    for file in "$work"/ledgers/$1.csv; do
        type=${file##*/} type=${type%.csv}
        put "ledger:${type#*_}" "$file"
    done
}
put ledger:library_threshold "$here/../examples/ledgers/library_threshold.csv"
rows '[0-6]?_*'
rows '70_*'
put ledger_series "$work/ledger_series.csv"
put milestones "$work/milestones.csv"
# Where there are accounts already, only they may act: these get one, without a password.
if [[ $("$program" user list --format csv | wc -l) -gt 1 ]]; then
    cut -d'|' -f1 "$work/steps.txt" | sort -u | while read -r who; do desk user add "$who" --reason '示例 demo'; done
fi
evidence=$work/示例佐证.pdf
printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n' >"$evidence"
while IFS='|' read -r who type code act what rest; do # WHO|TYPE|CODE|attach|FIELD or …|move|MOVE|FIELD=VALUE or note=TEXT
    given=()
    case $rest in
    note=*) given=(--note "${rest#note=}") ;;
    ?*) given=("$rest") ;;
    esac
    [[ $act != attach ]] || given=("$evidence")
    desk ledger "$type" "$act" "$code" "$what" "${given[@]}" --as "$who"
done <"$work/steps.txt"
rows '7[1-9]_*'
rows '[89]?_*'
put ledger_series "$work/project_series.csv"
put milestones "$work/project_milestones.csv"
echo "示例州（编造）已载入：14个县（市、区）、云谷新区、州本级；台账日期从 $today 起算 / the made-up prefecture is loaded, its ledgers count from $today"
