#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Watches many real servers for long and says whether memory stays flat and no poll is missed:
#   soak.sh [MINUTES [SERVERS]]      (30 minutes of 50 servers)
# Uses build/release/app/cacheledger (CACHELEDGER_BINARY names another). Prints a line a minute, and at the end one JSON object:
#   {"minutes", "servers", "polls", "missed", "mib_first", "mib_last", "mib_peak", "core_pct"}
# Ends with 1 when a poll was missed or memory grew by more than 5 % after the first third of the time: by then every
# kind of work was done once (joining blocks of history, after 8 minutes, is the last).
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
minutes=${1:-30}
servers=${2:-50}
binary=${CACHELEDGER_BINARY:-$top/build/release/app/cacheledger}
dir=$(mktemp -d)
pids=()
end() {
    [ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$dir"
}
trap end EXIT

caches=()
sockets=()
for i in $(seq 1 "$servers"); do
    socket=$dir/$i.sock
    port=$((20000 + RANDOM % 30000))
    for _ in 1 2 3 4 5 6 7 8 9; do
        redis-server --port "$port" --bind 127.0.0.1 --unixsocket "$socket" --save '' --dir "$dir" --logfile "$dir/$i.log" &
        pid=$!
        for _ in $(seq 1 100); do
            [ -S "$socket" ] || ! kill -0 $pid 2>/dev/null && break
            sleep 0.05
        done
        [ -S "$socket" ] && break
        port=$((20000 + RANDOM % 30000)) # somebody else's
    done
    [ -S "$socket" ] || { echo "soak.sh: redis-server does not start: see $dir/$i.log" >&2; exit 69; }
    pids+=($pid)
    sockets+=("$socket")
    caches+=(--cache "redis://127.0.0.1:$port")
done

"$binary" --profile "$dir/profile" collect "${caches[@]}" 2>"$dir/collect.log" &
collect=$!
pids+=($collect)
pings() { # of all servers: CALLS of each, one a line
    for socket in "${sockets[@]}"; do
        redis-cli -s "$socket" info commandstats | tr -d '\r' | sed -n 's/^cmdstat_ping:calls=\([0-9]*\).*/\1/p'
    done
}
mib() { awk '/^VmRSS:/ { printf "%.1f", $2 / 1024 }' /proc/$collect/status; }
cpu() { awk '{ s += $1 } END { printf "%.3f", s / 1e9 }' /proc/$collect/task/*/schedstat; }

sleep 10 # everything is connected, and the history was checked once
mapfile -t before < <(pings)
[ ${#before[@]} -eq "$servers" ] || { echo "soak.sh: not all are polled: $(cat "$dir/collect.log")" >&2; exit 69; }
started=$(date +%s.%N)
cpu_before=$(cpu)
series=()
for minute in $(seq 1 "$minutes"); do
    sleep 60
    kill -0 $collect 2>/dev/null || { echo "soak.sh: collect ended: $(tail -3 "$dir/collect.log")" >&2; exit 1; }
    series+=("$(mib)")
    echo "minute $minute: ${series[-1]} MiB" >&2
done
mapfile -t after < <(pings)
elapsed=$(echo "$(date +%s.%N) - $started" | bc)
cpu_after=$(cpu)

polls=0
missed=0
for i in "${!before[@]}"; do
    seen=$((after[i] - before[i]))
    # One fewer may be due just now: what is between two looks is no whole number of seconds.
    due=$(echo "$elapsed / 1 - 1" | bc)
    polls=$((polls + seen))
    [ "$seen" -ge "$due" ] || missed=$((missed + due - seen))
done
first=${series[$((minutes / 3))]}
last=${series[-1]}
peak=$(printf '%s\n' "${series[@]}" | sort -n | tail -1)
core=$(echo "scale=3; ($cpu_after - $cpu_before) * 100 / $elapsed" | bc)
printf '{"minutes": %d, "servers": %d, "polls": %d, "missed": %d, "mib_first": %s, "mib_last": %s, "mib_peak": %s, "core_pct": %s}\n' \
    "$minutes" "$servers" "$polls" "$missed" "$first" "$last" "$peak" "$core"
[ "$missed" -eq 0 ] && [ "$(echo "$last <= $first * 1.05" | bc)" = 1 ]
