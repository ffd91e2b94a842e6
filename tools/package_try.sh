#!/usr/bin/env bash
# Try the package on a fresh Debian 12 with neither compiler nor Node, as root: tools/package_try.sh [DEB]
# Install, init, serve, page and manual, backup, upgrade, remove, purge (tools/package_inside.sh); then
# booted as a machine of its own with systemd (tools/package_boot.sh).
# The last line is "N passed, N failed". The base system is that of tools/fresh.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh
((EUID == 0)) || die "tools/package_try.sh makes a chroot: run it as root"
deb=${1:-} tar=
if [[ ! $deb ]]; then
    tools/package.sh offline "$(dpkg --print-architecture)" | tee build/package.log
    deb=$(grep '^dist/.*\.deb$' build/package.log)
    tar=$(grep '^dist/.*\.tar$' build/package.log)
fi
place=$(mktemp -d /var/tmp/diaodu-try.XXXXXX)
trap 'rm -rf --one-file-system "$place" "$place.fresh" "$place.fresh.boot.log"' EXIT
cp "$deb" "$place/diaodu.deb"
# The same program under a higher version, for the upgrade.
dpkg-deb -R "$place/diaodu.deb" "$place/next"
sed -i 's/^Version: .*/&.next/' "$place/next/DEBIAN/control"
dpkg-deb --root-owner-group -Zgzip --build "$place/next" "$place/next.deb" >/dev/null
cp tools/package_inside.sh "$place/inside.sh"
[[ ! $tar ]] || tar -C "$place" -xf "$tar"
cp tests/data/office/desk.xls tests/data/office_samples/wide_a.xlsx "$place/"
FRESH_GIVE=$place FRESH_BASE=${FRESH_BASE:-/var/tmp/diaodu-fresh.tar} \
    tools/fresh.sh "$place.fresh" "bash /root/give/inside.sh" \
    "apt-get install -qq -y --no-install-recommends systemd systemd-sysv dbus curl /root/give/diaodu.deb >/dev/null 2>&1" |
    tee build/package_try.log
tail -1 build/package_try.log | grep -q 'all of it works'
say "as a machine of its own"
tools/package_boot.sh "$place.fresh" | tee -a build/package_try.log
grep '^\(ok\|not ok\|skip\) ' build/package_try.log >build/package_try.results
p=$(grep -c '^ok ' build/package_try.results) f=$(grep -c '^not ok ' build/package_try.results) || true
printf '%s passed, %s failed\n' "$p" "$f"
((f == 0))
