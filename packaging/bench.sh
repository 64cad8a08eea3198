#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the release preset with the benchmarks and runs those whose name matches PATTERN (all without one):
#   bench.sh [PATTERN]
# Prints one JSON object a line on stdout:
#   {"figure": NAME, "value": N, "unit": U, "baseline": WHAT, "baseline_value": N, "ratio": N}
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
pattern=${1:-}
"$top/packaging/install-deps.sh" build bench
CACHELEDGER_BENCH=ON "$top/packaging/build.sh" release >&2

found=0
for bench in "$top"/build/release/tests/bench/bench_*; do
    [ -x "$bench" ] && [ -f "$bench" ] || continue
    # A benchmark says which figures it gives, so that a pattern may name a figure as well as a program.
    figures=$(QT_QPA_PLATFORM=offscreen "$bench" --list)
    if [ -z "$pattern" ] || printf '%s\n%s\n' "$(basename "$bench")" "$figures" | grep -qE -- "$pattern"; then
        found=1
        QT_QPA_PLATFORM=offscreen CACHELEDGER_BINARY="$top/build/release/app/cacheledger" "$bench"
    fi
done
[ "$found" = 1 ] || { echo "bench.sh: no benchmark matches '$pattern'" >&2; exit 64; }
