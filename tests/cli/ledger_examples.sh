#!/usr/bin/env bash
# Every ledger type has an example file that an empty desk takes: by its Chinese headings, every row, every column.
export DIAODU_DB=desk.db DIAODU_LANG=zh TZ=Asia/Shanghai
made_up=$DIAODU_ROOT/data/prefecture/tables examples=$DIAODU_ROOT/data/examples/ledgers
diaodu init >out || cat out
for t in areas orgs people posts; do
    diaodu import "$t" "$made_up"/*_"$t".csv --yes --reason test >out || cat out
done
# A file whose rows link to another's comes after it.
for t in library_threshold library_unit omission_suspect meeting agenda decision task promise livelihood liaison reward_rule \
    funds_won campaign policy_upstream policy_measure risk inspection_item handover letter saved_filter programme start_batch \
    push_rule allocation_rule project land_quota factor_request obstacle weekly approval node_promise site_visit push_action \
    watch_list reserve_project bond_project bond_task look_back fund_line; do
    file=$examples/$t.csv rows=$(($(wc -l <"$examples/$t.csv") - 1))
    if diaodu import "ledger:$t" "$file" --reason test >out 2>&1 && ! grep -q 未读 out &&
        [[ $(diaodu ledger "$t" list --limit 100 --format csv | wc -l) == $((rows + 1)) ]]; then
        echo "ok $t: $rows rows"
    else
        cat out
        echo "not ok $t: $rows rows"
    fi
    sums=$(python3 -c 'import json,sys; print(*[s["code"] for s in json.load(open(sys.argv[1])).get("summaries", [])])' \
        "$DIAODU_ROOT/catalogue/ledgers/$t.json")
    for s in $sums; do
        diaodu ledger "$t" summary "$s" --format json >out 2>&1 || { cat out; echo "not ok $t: summary $s"; }
    done
    diaodu import "ledger:$t" "$file" --reason test >out 2>&1 && grep -q "未变 $rows" out && echo "ok $t: the same again changes nothing" ||
        { cat out; echo "not ok $t: the same again changes nothing"; }
done
[[ $(ls "$examples" | wc -l) == $(ls "$DIAODU_ROOT"/catalogue/ledgers | wc -l) ]] && echo "ok an example of every type" || echo "not ok an example of every type"
