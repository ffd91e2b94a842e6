#!/usr/bin/env bash
# Build for 64-bit Arm and run the unit tests under qemu: tools/arm64.sh [WORD…]
# Only the program, for tools/package.sh: tools/arm64.sh build
# The Arm libraries come from the same Debian sources as the host's, into a folder of their own:
# the host learns of no second architecture.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh
. tools/testlib.sh
filter=("$@")
need build long
[[ ${1:-} == build ]] || need test

top=$PWD/build-arm64 root=$PWD/build-arm64/sysroot apt=$PWD/build-arm64/apt
mapfile -t wanted < <(packages build | grep -- '-dev$'; echo libcmocka-dev; echo libpq5)
list=$(printf '%s\n' 2 "${wanted[@]}") # the number: how the folder is made
if [[ $list != "$(cat "$top/sysroot.list" 2>/dev/null)" ]]; then
    say "Arm libraries into $root"
    rm -rf "$root" "$apt"
    mkdir -p "$root"/usr/lib
    ln -s usr/lib "$root/lib"
    private_apt "$apt" arm64
    "${get[@]}" update
    "${get[@]}" install --no-install-recommends --download-only "${wanted[@]}"
    for deb in "$apt"/cache/archives/*.deb; do dpkg-deb --fsys-tarfile "$deb" |
        tar -x -C "$root" --keep-directory-symlink --no-same-owner; done
    # A link like libz.so -> /lib/… leads out of here: the linker would then take libz.a.
    find "$root" -type l -lname '/*' -printf '%p\t%l\n' | while IFS=$'\t' read -r at to; do
        ln -sfr "$root$to" "$at"
    done
    # Programs of another machine must not stand in the way of the host's.
    rm -rf "$root"/{bin,sbin,usr/bin,usr/sbin} "$apt"
    echo "$list" >"$top/sysroot.list"
fi

sed "s|SYSROOT|$root|g" tools/arm64.ini >"$top/cross.ini"
if [[ ${1:-} == build ]]; then
    say "building build-arm64/build/diaodu"
    build build-arm64/build diaodu -- --buildtype=release --cross-file "$top/cross.ini"
    exit
fi
begin "$top/results"
step build/arm64 build build-arm64/build -- --buildtype=release --cross-file "$top/cross.ini"
[[ $failed == 0 ]] || finish
export TEST_WRAPPER="qemu-aarch64-static -L $root" TEST_SLOWER=20
unit build-arm64/build=arm64
finish
