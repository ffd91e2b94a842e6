#!/usr/bin/env bash
# data/prefecture/accounts.sh PROGRAM DB: accounts for a few people of the made-up prefecture, with random passwords that are
# printed this once. An account that is there already is left alone.
set -euo pipefail
program=$(realpath "$1") db=$(realpath "$2")
export DIAODU_DB=$db DIAODU_LANG=zh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trouble() { cat "$work/out.txt" >&2; echo "data/prefecture/accounts.sh: $1" >&2; exit 1; }
while read -r login title; do
    "$program" user list --format csv | grep -q "^$login," && continue
    "$program" user add "$login" --reason '示例 demo' >"$work/out.txt" 2>&1 || trouble "user add $login"
    password=$(head -c 200 /dev/urandom | tr -dc 'a-km-np-zA-HJ-NP-Z2-9' | head -c 12)
    echo "$password" | "$program" user passwd "$login" >"$work/out.txt" 2>&1 || trouble "user passwd $login"
    printf '  %-18s %s  %s\n' "$login" "$password" "$title"
done <<'LIST'
yz-mayor 示例州州长：全部任务与红灯
yz-office-head 示例州政府办主任：下发、审核、办结，会议
yz-commerce-head 示例州商务局局长：本局承办的任务
yz-commerce-clerk 示例州商务局经办：签收、报进展、上传佐证
yz-stats-head 示例州统计局局长：入库申报审核
yz-c01-head 苍岭市市长：本市的任务
yz-c01-clerk 苍岭市经办
LIST
