# What scripts of command-line cases share. Sourced as $TESTLIB.

# is NAME EXPECTED COMMAND…: exact standard output
is() {
    local name=$1 want=$2 got
    shift 2
    got=$("$@" 2>&1) || true
    [[ $got == "$want" ]] && echo "ok $name" || { echo "expected: $want"; echo "got: $got"; echo "not ok $name"; }
}
# has NAME PATTERN COMMAND…: the output (both streams) holds the text
has() {
    local name=$1 want=$2 got
    shift 2
    got=$("$@" 2>&1) || true
    [[ $got == *"$want"* ]] && echo "ok $name" || { echo "wanted: $want"; echo "got: $got"; echo "not ok $name"; }
}
# ends NAME CODE COMMAND…: exit code, and at most one line that starts with "diaodu:"
ends() {
    local name=$1 want=$2 code=0 lines
    shift 2
    "$@" >out.txt 2>err.txt || code=$?
    lines=$(grep -c '^diaodu:' err.txt || true)
    ((code == want && lines == (code != 0))) && echo "ok $name" ||
        { cat err.txt; echo "exit $code, $lines lines, wanted $want"; echo "not ok $name"; }
}
# field FIELD COMMAND…: one field of the first row of a JSON answer
field() {
    local f=$1
    shift
    "$@" --format json | python3 -c 'import json,sys
v = json.load(sys.stdin)["rows"][0]
for k in sys.argv[1].split("."):
    v = v[k]
print(json.dumps(v, ensure_ascii=False))' "$f"
}
