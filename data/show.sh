#!/usr/bin/env bash
# data/show.sh PROGRAM DB: a board of the demo, and what to type next.
set -euo pipefail
program=$1 db=$2
"$program" board --db "$db" --area 140000 --period 2021-09
cat <<TEXT

看板之外还可以问（在本目录下）/ ask further:
  $program board --db $db --area 全国 --period 2026-07                                全国，真实预算目标
  $program board --db $db --area 贵阳 --period 2025-12                                一个城市的房价
  $program rank --db $db --indicator thermal_power --parent 全国 --period 2022-12      排名
  $program owed --db $db --area 全国 --period 2022-10 --indicator thermal_power        欠账清单（示例目标）
  $program contribution --db $db --indicator thermal_power --area 全国 --period 2022-12 --exclude 山西省
  $program board --db $db --area 山西 --period 2021-09 --why progress --indicator thermal_power
建自己的库 / your own desk:
  $program init --home 520300 && $program import 你的表.xlsx
TEXT
