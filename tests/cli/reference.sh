#!/usr/bin/env bash
# Answers on random panels against tests/reference/reference.py, which follows the contract's text alone.
# More seeds: tests/reference/compare.py build/diaodu $(seq 1 100)
for seed in 11 12 13 14 15; do
    python3 "$DIAODU_ROOT/tests/reference/compare.py" --short "$DIAODU" $seed || true
done
