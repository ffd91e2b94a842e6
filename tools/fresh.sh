#!/usr/bin/env bash
# Try the two commands on a fresh Debian 12: debootstrap a minimal system with git only, clone this
# repository (what is committed) into it, then ./run twice and ./test quick. As root. A FOLDER that is there
# is replaced if this script made it, else refused.
#   tools/fresh.sh [FOLDER] [COMMAND…]     default /var/tmp/diaodu-fresh; the commands replace those
# FRESH_GIVE=OTHER is copied to /root/give there. The base system is kept in FOLDER.tar, or $FRESH_BASE, for
# the next time. If the host has apt configuration, name
# servers, proxies or certificates of its own, they are copied.
set -euo pipefail
dir=$(realpath -m "${1:-/var/tmp/diaodu-fresh}") # as the caller names it
cd "$(dirname "$0")/.."
. tools/lib.sh
((EUID == 0)) || die "tools/fresh.sh makes a chroot: run it as root"
(($#)) && shift
base=${FRESH_BASE:-$dir.tar}
mark=.made-by-fresh.sh
[[ ! -e $dir || -e $dir/$mark ]] || rmdir "$dir" 2>/dev/null ||
    die "$dir is there and tools/fresh.sh did not make it: name another folder, or remove it yourself"
need fresh
commands=("$@")
(($#)) || commands=("./run demo" "./run demo" "./test quick")

if [[ ! -e $base ]]; then
    say "debootstrap into $base"
    mirror=$(sed -n 's/^URIs: *\([^ ]*debian\)\/\?$/\1/p; s/^deb [^h]*\(http[^ ]*debian\)\/\? bookworm .*/\1/p' \
        /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -1 || true)
    new=$(mktemp -d "$dir.base.XXXXXX")
    chmod 755 "$new"
    debootstrap --variant=minbase --include=git,ca-certificates bookworm "$new" \
        "${mirror:-http://deb.debian.org/debian}" >"$dir.log" 2>&1 ||
        { tail -20 "$dir.log" "$new/debootstrap/debootstrap.log" >&2; exit 1; }
    tar -C "$new" -cf "$base" .
    rm -rf "$new"
fi

say "a fresh system in $dir"
rm -rf "$dir"
mkdir -p "$dir"
touch "$dir/$mark"
tar -C "$dir" -xf "$base"
rm "$dir/etc/apt/sources.list"
for f in apt.conf.d auth.conf auth.conf.d keyrings preferences.d sources.list sources.list.d trusted.gpg.d; do
    [[ -e /etc/apt/$f ]] && rm -rf "$dir/etc/apt/$f" && cp -a "/etc/apt/$f" "$dir/etc/apt/$f"
done
for f in /etc/resolv.conf /etc/hosts /etc/ssl/certs /usr/local/share/ca-certificates; do
    [[ -e $f ]] && mkdir -p "$dir$(dirname $f)" && cp -rL --remove-destination "$f" "$dir$(dirname $f)/"
done
git clone -q --no-hardlinks . "$dir/root/diaodu"
[[ ! ${FRESH_GIVE:-} ]] || cp -r "$FRESH_GIVE" "$dir/root/give"

proxies=$(env | grep -i '^\(http\|https\|no\)_proxy=' | sed "s/'//g; s/=\(.*\)/='\1'/" | tr '\n' ' ') || true
inside='
set -e
mount -t proc proc "$1/proc"
mount -t sysfs sys "$1/sys" 2>/dev/null || true
mount --rbind /dev "$1/dev"
mount -t tmpfs tmp "$1/dev/shm" 2>/dev/null || true
exec chroot "$1" /usr/bin/env -i HOME=/root TERM=dumb LANG=C.UTF-8 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin '"$proxies"' \
    bash -c "cd /root/diaodu && $2"'
for command in "${commands[@]}"; do
    start=$SECONDS
    say "$command"
    unshare --mount --propagation private bash -c "$inside" - "$dir" "$command" ||
        die "failed on a fresh system: $command"
    say "$command: $((SECONDS - start)) s"
done
say "all of it works on a fresh Debian 12 ($dir can go)"
