#!/usr/bin/env bash
# All tests. --full runs the long forms too, with their full counts.
# Needs the .NET 10 SDK; what else it needs it installs from Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/.."

full=0
limit=1200 # seconds per suite, so that a hang is a failure and a slow machine is none
case "${1:-}" in
  --full) full=1; limit=3300 ;;
  "") ;;
  *) echo "usage: tests/run.sh [--full]" >&2; exit 2 ;;
esac

passed=0
failed=0

# Runs dotnet test and adds up what it says; shows everything when something failed.
suite() {
  local name="$1" output status=0 number
  shift
  echo "== $name"
  output=$(mktemp)
  timeout -k 10 "$limit" dotnet test -c Release --no-build --no-progress "$@" >"$output" 2>&1 || status=$?
  grep -avE '^Running tests from' "$output" | sed 's/^/   /'
  number() { sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$output" | tail -n 1; }
  passed=$((passed + $(number succeeded || true) + 0))
  failed=$((failed + $(number failed || true) + 0))
  if [ "$status" -ne 0 ] && [ "$(number failed)" = 0 ]; then failed=$((failed + 1)); fi
  rm -f "$output"
}

# A terminal, to type in, Node, for the module of pages, Prometheus, and a browser with letters for all; without one, what needs it is skipped and
# says so. So is what needs npm, which is not installed: Debian's brings hundreds of packages.
declare -A packages=([tmux]=tmux [promtool]=prometheus [node]=nodejs [sslscan]=sslscan [chromium]="chromium fonts-dejavu-core fonts-noto-color-emoji")
# Of the long forms.
[ "$full" = 0 ] || packages[testssl]=testssl.sh
for program in "${!packages[@]}"; do
  command -v "$program" >/dev/null && continue
  # shellcheck disable=SC2086
  (apt-get update -qq && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends ${packages[$program]}) >/dev/null 2>&1 || true
done

dotnet build -c Release --nologo -v quiet
[ "$full" = 0 ] || export RXCHAT_FULL=1
# Twice as many at a time as there are processors: what runs the executable mostly waits for it.
threads=(--max-threads 2.0x)
# A browser needs the machine for itself: it waits for pictures, and everything else would wait for it.
suite "everything but the page" -- --filter-not-namespace RxChat.Page.Tests --ignore-exit-code 8 "${threads[@]}"
suite "the page" --project tests/RxChat.Page.Tests -- --max-threads 1
# But for what opens no socket, and what is above them all: files, filters, words.
above=()
for what in Account Moderation Terminal LineEditor History Filters Checker Bench Say Samples \
  CommandLine Options Precedence LastWords HostileNames Motd Reload LogPeers; do
  above+=(--filter-not-class "*.$what*")
done
RXCHAT_ENGINE=sockets suite "the executable on .NET's own sockets" --project tests/RxChat.Server.Tests -- \
  --filter-not-class "*FiltersCheckTests" --filter-not-class "*FiltersTryTests" \
  --filter-not-class "*PackagesTests" --filter-not-class "*SingleFileTests" "${above[@]}" "${threads[@]}"

# The library compiled ahead of time, built and run.
ahead_of_time() {
  echo "== the library compiled ahead of time"
  if ! command -v gcc >/dev/null || [ ! -e /usr/include/zlib.h ]; then apt-get update -qq && apt-get install -y -qq gcc zlib1g-dev >/dev/null; fi
  local folder
  folder=$(mktemp -d)
  if dotnet publish -c Release --nologo -v quiet -o "$folder" tests/AotSample && timeout 60 "$folder/AotSample" | sed 's/^/   /'; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
  rm -rf "$folder"
}
[ "$full" = 0 ] || ahead_of_time

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
