#!/usr/bin/env bash
# The store killed while it writes, backs up, restores, migrates: on SQLite and PostgreSQL.
. "$DIAODU_ROOT/tests/crash/lib.sh"
export PATH="$(dirname "$DIAODU")/tests/store:$PATH"

# Two states of one history: the older one is in old.db, the newer one in new.db.
crash_store create seed.db
dies 500 crash_store write seed.db seed.ack || true
crash_store check seed.db seed.ack
crash_store backup seed.db old.db
old=$(tail -1 seed.ack)
dies 300 crash_store write seed.db seed.ack || true
crash_store check seed.db seed.ack
crash_store backup seed.db new.db
new=$(tail -1 seed.ack)

all() { # ENGINE URL BEFORE: everything on one engine; BEFORE runs in front of every check
    local engine=$1 url=$2
    crash_store restore "$url" old.db
    echo "$old" >"$engine.ack"
    kills "write $engine" "$(share 25)" 120 "$3 crash_store check '$url' $engine.ack" \
        crash_store write "$url" "$engine.ack"
    kills "backup $engine" "$(share 8)" 150 \
        'for f in b.db; do [[ ! -e $f ]] || { crash_store sound $f && rm $f; }; done' \
        crash_store backup "$url" b.db
    crash_store restore "$url" old.db
    kills "restore $engine" "$(share 8)" 150 "$3 crash_store sound '$url' $old $new" \
        crash_store restore "$url" new.db
}

all sqlite here.db ''
cp old.db m.db
kills "migrate sqlite" "$(share 8)" 60 \
    "crash_store sound m.db $old && crash_store migrate m.db && crash_store sound m.db $old &&
     rm -f m.db* && cp old.db m.db" crash_store migrate m.db

if ! pg.sh have 2>/dev/null; then
    echo "skip postgresql # not installed"
    exit
fi
mkdir pg
url=$(PG_FSYNC=on pg.sh start pg)
trap 'pg.sh stop pg' EXIT
# Every fourth time the server dies as well.
again='{ ((RANDOM % 4)) || { pg.sh kill pg && pg.sh again pg; }; } &&'
crash_store create "$url"
all postgresql "$url" "$again"
