#!/usr/bin/env bash
# A PostgreSQL of our own for tests and benches: Debian's server, a cluster below DIR, a Unix
# socket only, trust. initdb refuses root, so as root it all runs as `postgres`.
#   tools/pg.sh start DIR     prints the connection URL; harmless when it runs already
#   tools/pg.sh stop DIR      stop it and forget its data
#   tools/pg.sh run DIR COMMAND…     with DIAODU_TEST_PG set to the URL
#   tools/pg.sh halt|kill|again DIR  stop it, or kill it as a power cut would, and start it again
#   tools/pg.sh password DIR WORD    from now on the user needs a password
#   tools/pg.sh have          exit 0 when a server is installed
# PG_FSYNC=on for what measures or tests that data reaches the disk (default off: faster tests).
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[[ $bin ]] || { echo "PostgreSQL is not installed (apt-get install postgresql)" >&2; exit 1; }
verb=$1
[[ $verb == have ]] && exit
dir=$2
mkdir -p "$dir"
dir=$(realpath "$dir")

# Sockets have short names and the folder above may be closed to `postgres`: both live in /tmp.
home=/tmp/diaodu-pg-$(id -u)-$(sha256sum <<<"$dir" | cut -c1-12)
as() {
    if ((EUID)); then "$@"; else setpriv --reuid=postgres --regid=postgres --init-groups "$@"; fi
}

start() {
    [[ -e $home/data/PG_VERSION ]] && as "$bin/pg_ctl" -D "$home/data" status >/dev/null && return
    rm -rf "$home"
    mkdir -m 700 "$home"
    ((EUID)) || chown postgres:postgres "$home"
    (
        cd "$home"
        as "$bin/initdb" -D "$home/data" -U diaodu -A trust -E UTF8 --locale=C.UTF-8 -N
        as "$bin/pg_ctl" -D "$home/data" -l "$home/log" -w -o "-k $home -c listen_addresses= \
            -c fsync=${PG_FSYNC:-off} -c max_connections=60 -c shared_buffers=64MB" start
        as "$bin/createdb" -h "$home" -U diaodu test
    ) >"$dir/log" 2>&1 </dev/null || { cat "$dir/log" "$home/log" >&2; return 1; }
}

stop() {
    [[ -e $home/data/postmaster.pid ]] && (cd / && as "$bin/pg_ctl" -D "$home/data" -m fast -w stop >/dev/null)
    rm -rf "$home"
}

# The options of the first start are kept in the cluster.
again() {
    (cd / && as "$bin/pg_ctl" -D "$home/data" -l "$home/log" -w restart >/dev/null 2>&1 </dev/null)
}

halt() {
    (cd / && as "$bin/pg_ctl" -D "$home/data" -m "$1" -w stop >/dev/null)
}

password() {
    (
        cd "$home"
        as "$bin/psql" -q -h "$home" -U diaodu test <<<"alter role diaodu password '$1'"
        echo "local all all scram-sha-256" >data/pg_hba.conf
        as "$bin/pg_ctl" -D "$home/data" reload >/dev/null
    )
}

case $verb in
password) password "$3" ;;
again) again ;;
halt) halt fast ;;
kill) halt immediate ;;
start) start && echo "postgresql:///test?host=$home&user=diaodu" ;;
stop) stop ;;
run)
    trap stop EXIT
    start
    DIAODU_TEST_PG="postgresql:///test?host=$home&user=diaodu" "${@:3}"
    ;;
esac
