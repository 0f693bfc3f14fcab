#!/usr/bin/env bash
# What one frozen reader among 200 costs the others: latency of 199 with it and without it, in turn, as a ratio of medians.
# usage: tests/benchmarks/frozen-reader.sh [repetitions]
set -euo pipefail
cd "$(dirname "$0")/../.."
reps="${1:-5}"
rxchat=src/RxChat.Server/bin/Release/net10.0/rxchat
dotnet build -c Release --nologo -v quiet src/RxChat.Server

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

# Prints the p99 in microseconds of 1 KiB messages at 400 a second, with so many frozen readers.
p99() {
  mkfifo "$work/ready"
  "$rxchat" serve --listen nul://127.0.0.1:0 --log error >"$work/ready" &
  server=$!
  read -r _ _ url <"$work/ready"
  "$rxchat" bench "$url" --connections 199 --frozen "$1" --size 1024 --rate 400 --duration 8 --warmup 3 --json \
    | sed -nE 's/.*"p99":([0-9.]+).*/\1/p'
  kill "$server"; wait "$server" || true
  server=
  rm "$work/ready"
}

for ((i = 0; i < reps; i++)); do
  echo "$(p99 0) $(p99 1)"
done | tee "$work/rows" | awk '{ printf "without %8.0f us   with %8.0f us\n", $1, $2; fflush() }'
median() { awk -v c="$1" '{ print $c }' "$work/rows" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
awk -v a="$(median 1)" -v b="$(median 2)" 'BEGIN { printf "median p99 without %.0f us, with %.0f us: %.2fx\n", a, b, b / a }'
