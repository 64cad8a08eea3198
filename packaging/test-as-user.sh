#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the tests against servers on which the product has the rights of `cacheledger acl --features all` and no others,
# and counts on the wire what was refused to it:
#   test-as-user.sh [CTEST-OPTION...]       for example  test-as-user.sh -R redis
# Wants build/dev as packaging/test.sh leaves it, and tcpdump with the right to listen on the loopback device. Ends with
# one JSON object, and with 1 when a test failed or something was refused.
# Tests that look at CONFIG or at users themselves give their servers users of their own; what those are refused on
# purpose is another user's and not counted.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
for tool in tcpdump redis-server; do
    command -v $tool >/dev/null || { echo "test-as-user.sh: there is no $tool; install its package" >&2; exit 69; }
done
line=$("$top/build/dev/app/cacheledger" acl --features all)
export CACHELEDGER_TEST_ACL=${line#*>PASSWORD }
CACHELEDGER_TEST_REDIS=$(command -v redis-server)
export CACHELEDGER_TEST_REDIS CACHELEDGER_TEST_ADMIN=admin
export PATH=$top/tests/support/leastprivilege:$PATH

dir=$(mktemp -d)
export CACHELEDGER_TEST_PORTS=$dir/ports
touch "$dir/ports"
# What begins with -NOPERM, and what logs in (who does that is another user).
payload='((tcp[12] & 0xf0) >> 2)'
tcpdump -i lo -n -t -q -A -s 512 -l "tcp[$payload:4] = 0x2d4e4f50 or tcp[$payload + 8:4] = 0x41555448" \
    >"$dir/packets" 2>"$dir/tcpdump" &
sniffer=$!
trap 'kill $sniffer 2>/dev/null || true; rm -rf "$dir"' EXIT
until grep -q listening "$dir/tcpdump"; do
    kill -0 $sniffer 2>/dev/null || { cat "$dir/tcpdump" >&2; exit 69; }
    sleep 0.1
done

cd "$top"
failed=0
ctest --preset dev "$@" || failed=1
kill $sniffer
wait $sniffer 2>/dev/null || true
awk -v ports="$dir/ports" '
    BEGIN { while ((getline port < ports) > 0) limited["127.0.0.1." port] = 1 }
    /^IP / { from = $2; to = $4; sub(/:$/, "", to); if (/Flags/) next }
    /^AUTH/ { other[from " " to] = 1 }
    /-NOPERM/ && limited[from] && !other[to " " from] { sub(/.*-NOPERM/, "-NOPERM"); print }
' "$dir/packets" >"$dir/refused"
sort "$dir/refused" | uniq -c >&2
refused=$(wc -l <"$dir/refused")
echo "{\"refused\": $refused, \"tests_failed\": $failed}"
[ "$refused" = 0 ] && [ $failed = 0 ]
