#!/bin/sh
# A PostgreSQL server of one's own, for tests and measurements.
#   pg.sh start DIR    make a cluster in DIR (which must not exist) or start the one that is there;
#                      prints the URL of an empty or existing database `diaodu`
#   pg.sh stop DIR     stop it; the cluster stays and can be started again
#   pg.sh kill DIR     stop it as a power cut would
#   pg.sh drop DIR     stop it and remove DIR
#   pg.sh have         exit 0 when PostgreSQL is installed, else say what is missing
# It listens on a unix socket inside DIR only (DIR must be short: a socket's path has 107 bytes).
# As root everything runs as user postgres (initdb refuses root).
set -eu

bin() {
    for d in ${DIAODU_PG_BIN:-} /usr/lib/postgresql/15/bin /usr/lib/postgresql/*/bin; do
        if [ -x "$d/initdb" ]; then
            echo "$d"
            return
        fi
    done
    echo "PostgreSQL is not installed (Debian: apt-get install postgresql)" >&2
    exit 1
}

as() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

start() {
    if [ ! -d "$dir/data" ]; then
        mkdir -p "$dir"
        [ "$(id -u)" != 0 ] || chown postgres "$dir"
        as "$bin/initdb" -D "$dir/data" -U diaodu -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
            >"$dir.log" 2>&1 || { cat "$dir.log" >&2; exit 1; }
        fresh=1
    fi
    as "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 \
        -o "-k '$dir' -c listen_addresses='' ${PG_OPTIONS:-}" start >/dev/null ||
        { cat "$dir/server.log" >&2; exit 1; }
    if [ "${fresh:-}" ]; then
        as "$bin/createdb" -h "$dir" -U diaodu diaodu
        rm -f "$dir.log"
    fi
    echo "postgresql://diaodu@/diaodu?host=$dir"
}

case "${1:-}" in
have) bin >/dev/null; exit 0 ;;
start | stop | kill | drop) bin=$(bin); dir=$(realpath -m "${2:?DIR}") ;;
*) sed -n '2,10p' "$0"; exit 2 ;;
esac
cd /
case "$1" in
start) start ;;
stop) as "$bin/pg_ctl" -D "$dir/data" -m fast -w stop >/dev/null ;;
kill) as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null ;;
drop)
    as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$dir" "$dir.log"
    ;;
esac
