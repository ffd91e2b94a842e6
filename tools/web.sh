#!/usr/bin/env bash
# Build the page (web/) into build/web, which the program embeds. Quick when nothing changed.
#   tools/web.sh          build
#   tools/web.sh modules  only bring what it is built with
#   tools/web.sh check    also types and the tests of its pure functions
#   tools/web.sh node …   run the Node that the page is built with
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh

out=$PWD/build/web
command -v npm >/dev/null || need node

# Everything the page is made of; the stamp stands beside it, hidden from the embedding.
state() { find web -path web/node_modules -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum; }

modules() {
    local sum
    sum=$(sha256sum <web/package-lock.json)
    [[ $sum != "$(cat web/node_modules/.installed 2>/dev/null)" ]] || return 0
    say "installing the tools of the page (web/package-lock.json)"
    # Not npm ci: it refuses the lock where a mirror lacks the builds for other systems.
    (cd web && npm install --no-save --no-audit --no-fund --loglevel=error) >&2
    echo "$sum" >web/node_modules/.installed
}

# Vite wants Node 20.19 or newer; Debian 12 has 18, so npm brings one.
node() {
    local n
    for n in web/node_modules/node/bin/node "$(type -P node)"; do
        [[ -x $n ]] || continue
        "$n" -e 'const [a, b] = process.versions.node.split(".").map(Number);
            process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' || continue
        echo "$(cd "$(dirname "$n")" && pwd)/node"
        return
    done
    die "no Node 20.19 or newer: npm did not bring one (is running of install scripts switched off?)"
}

modules
[[ ${1:-} != modules ]] || exit 0
NODE=$(node)
export PATH=${NODE%/node}:$PATH
[[ ${1:-} != node ]] || exec "$NODE" "${@:2}"
if [[ ${1:-} == check ]]; then
    (cd web && "$NODE" node_modules/vue-tsc/bin/vue-tsc.js --noEmit -p tsconfig.json)
    (cd web && "$NODE" --experimental-strip-types --no-warnings --test 'tests/*.test.ts')
fi
now=$(state)
if [[ $now == "$(cat "$out/.stamp" 2>/dev/null)" && -e $out/index.html ]]; then exit 0; fi
say "building the page (build/web)"
new=build/web.new
rm -rf "$new"
(cd web && WEB_OUT="../$new" "$NODE" node_modules/vite/bin/vite.js build --logLevel warn)
echo "$now" >"$new/.stamp"
rm -rf "$out"
mv "$new" "$out"
