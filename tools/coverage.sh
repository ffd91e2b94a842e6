#!/usr/bin/env bash
# Which lines the unit tests reach: ./test coverage   (details in build-cov/coverage.html)
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh
. tools/testlib.sh
need build test coverage
begin build-cov/results
build build-cov -- --buildtype=debug -Db_coverage=true
unit build-cov=coverage
gcovr -r . --object-directory build-cov -f src/ --html-details build-cov/coverage.html
