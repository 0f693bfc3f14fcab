#!/bin/sh
# Runs RxChat beside its peers and writes the table into docs/performance.md. Installs what it needs (Debian), builds, measures.
#   tests/peers/compare.sh [--reps N] [--only a,b] [--rows x,y] [--quick] [--dry]        --help says more
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${COMPARE_OUT:-$root/artifacts/peers}
mkdir -p "$out"

needed() { # command package
    command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || printf ' %s' "$2"
}
missing="$(needed gcc gcc)$(needed python3 python3)$(needed nats-server nats-server)$(needed redis-server redis-server)$(needed node nodejs)$([ -e /usr/include/openssl/ssl.h ] || printf ' libssl-dev')$(needed openssl openssl)"
if [ -n "$missing" ] && command -v apt-get >/dev/null 2>&1; then
    # One by one, so that one that cannot be had costs no other; what stays away is left out of the table, which says so.
    apt-get update >"$out/apt.log" 2>&1 || true
    for package in $missing; do
        # RUNLEVEL: a server that is installed is not started.
        RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package" >>"$out/apt.log" 2>&1 \
            || echo "compare: $package cannot be installed, see $out/apt.log" >&2
    done
fi

gcc -O3 -march=native -Wall -Wextra -o "$out/limit" "$here/limit.c"
if [ -e /usr/include/openssl/ssl.h ]; then tls="-lssl -lcrypto"; fi
# shellcheck disable=SC2086
gcc -O3 -march=native -Wall -Wextra -o "$out/load" "$here/load.c" ${tls:-}
[ -e "$out/cert.pem" ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$out/key.pem" -out "$out/cert.pem" \
    -days 3650 -subj /CN=localhost >"$out/openssl.log" 2>&1 || echo "compare: no certificate can be made, see $out/openssl.log" >&2
# What Debian's nodejs does not come with; without it its row is left out.
[ -d "$out/npm/node_modules/ws" ] || ! command -v npm >/dev/null 2>&1 \
    || timeout 120 npm install --no-fund --no-audit --ignore-scripts --no-package-lock --prefix "$out/npm" ws@8.23.0 >"$out/npm.log" 2>&1 \
    || echo "compare: Node's package ws cannot be installed, see $out/npm.log" >&2
dotnet build -c Release -v quiet --nologo "$root/src/RxChat.Server" >"$out/build.log" 2>&1 || { cat "$out/build.log" >&2; exit 1; }
dotnet build -c Release -v quiet --nologo "$here/SignalRHub" >"$out/build.log" 2>&1 \
    || echo "compare: the SignalR hub does not build, see $out/build.log" >&2
exec python3 "$here/compare.py" --out "$out" "$@"
