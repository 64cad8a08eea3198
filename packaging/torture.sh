#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds, then runs in full what the tests run in a short form (about an hour):  torture.sh [--short] [PATTERN]
# 300 kills at random moments of collecting and 200 of sending, every fault of a disk at every moment, a power loss after every write, a month of polls, damage.
# Prints a summary line each. --short: as little of each as the tests do, in minutes, to see that all of it works.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
unset CACHELEDGER_TORTURE
if [ "${1:-}" = --short ]; then shift; else export CACHELEDGER_TORTURE=1; fi
pattern=${1:-.}
"$top/packaging/install-deps.sh" build test
"$top/packaging/build.sh" dev >&2

export QTEST_FUNCTION_TIMEOUT=14400000
ran=0
for test in app/tst_clikill history/tst_historyfaults history/tst_powerloss history/tst_migrations \
    app/tst_outboxkill history/tst_historymemory history/tst_salvage history/tst_retention; do
    [[ $test =~ $pattern ]] || continue
    program=$top/build/dev/tests/$test
    [ -x "$program" ] || { echo "torture.sh: there is no $program" >&2; exit 1; }
    ran=$((ran + 1))
    log=$(mktemp)
    if ! "$top/tests/support/runtest.sh" "$program" -maxwarnings 0 >"$log" 2>&1; then
        grep -A2 '^FAIL' "$log" >&2 || tail -n 20 "$log" >&2
        echo "torture.sh: $test failed; its output is $log" >&2
        exit 1
    fi
    sed -n "s|^QINFO *: [^(]*(\([^)]*\)) |$test: \1: |p" "$log"
    echo "$test: $(grep '^Totals' "$log")"
    rm -f "$log"
done
[ "$ran" -gt 0 ] || { echo "torture.sh: no test matches '$pattern'" >&2; exit 64; }
