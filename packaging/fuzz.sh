#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the fuzz targets with clang and runs each for SECONDS (default 20):  fuzz.sh [SECONDS] [PATTERN]
# New inputs that a run finds stay in build/fuzz/corpus; a failing input is left in build/fuzz and named.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
seconds=${1:-20}
pattern=${2:-.}
"$top/packaging/install-deps.sh" build fuzz

cmake -S "$top" -B "$top/build/fuzz" -G Ninja -DCMAKE_BUILD_TYPE=Debug "-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g1" \
    -DCMAKE_CXX_COMPILER=clang++ -DCACHELEDGER_FUZZ=ON -DCACHELEDGER_TESTS=OFF >&2
cmake --build "$top/build/fuzz" --target fuzzers >&2

cd "$top/build/fuzz"
passed=0
for target in tests/fuzz/fuzz_*; do
    [ -x "$target" ] && [ -f "$target" ] || continue
    name=$(basename "$target")
    [[ $name =~ $pattern ]] || continue
    corpus=corpus/$name
    mkdir -p "$corpus"
    seeds=()
    [ -d "$top/tests/fuzz/seeds/$name" ] && seeds=("$top/tests/fuzz/seeds/$name")
    echo "$name: $seconds s" >&2
    "$target" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -print_final_stats=1 "$corpus" "${seeds[@]}" \
        >"$name.log" 2>&1 || { tail -n 40 "$name.log" >&2; echo "fuzz.sh: $name failed" >&2; exit 1; }
    passed=$((passed + 1))
done
echo "fuzz.sh: $passed targets ran $seconds s each without a finding"
