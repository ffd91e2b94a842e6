#!/usr/bin/env bash
# Load data/demo into demo.db, unless it is there, show a board and say what to type next.
# No other database is touched. tools/demo.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh

diaodu=${1:-build/diaodu}
db=${DEMO_DB:-demo.db}
who=
if [[ ! -e $db ]]; then
    say "loading real published figures (data/demo) into $db; apart from them, made up and marked 示例: a reporting round in progress, and a prefecture at work (tasks, meetings, library applications …)"
    rm -f "$db.new" "$db".new-*
    data/load.sh "$diaodu" "$db.new"
    data/prefecture/load.sh "$diaodu" "$db.new" >/dev/null
    who=$(data/round.sh "$diaodu" "$db.new" && data/prefecture/accounts.sh "$diaodu" "$db.new")
    mv "$db.new" "$db" # whole or not at all
else
    "$diaodu" migrate --db "$db" >/dev/null # one that an earlier version made
fi

say "the board of Hubei after three quarters of 2021"
"$diaodu" board --db "$db" --area 湖北 --period 2021-09
cat <<T

接着可以试 Next, for instance:
  $diaodu rank --db $db --indicator 发电量 --parent 全国 --period 2021-09            # 排名 who stands where
  $diaodu owed --db $db --area 全国 --period 2021-09 --checkpoint Y                # 欠账 who owes how much
  $diaodu contribution --db $db --indicator 发电量 --area 全国 --period 2021-09    # 贡献 who pulls
  $diaodu series --db $db --indicator 发电量 --area 湖北                           # 序列 every version
  $diaodu filings --db $db                                                       # 报送 who has handed in
  $diaodu paper notice --period $(TZ=Asia/Shanghai date -d "$(date +%Y-%m-01) -1 day" +%Y-%m) -o notice.docx --db $db  # 通报 the notice
  $diaodu task list --view mine --as yz-mayor --db $db                            # 任务 whose turn it is
  $diaodu ledger --db $db                                                        # 台账 the ledgers
  $diaodu import --db $db FILE.xlsx                                              # 导入 your own tables
  $diaodu help                                                                   # 帮助 the rest
$db 只供试用；删除后再运行 ./run 即重新生成。For trying out: delete it and ./run makes it anew.
T
[[ ! $who ]] || printf '\n%s\n' "$who"
