#!/usr/bin/env bash
# Makes in a folder what a release consists of: the packages, the executable as one file, what it is made of, and their sums.
set -euo pipefail
cd "$(dirname "$0")/../.."

[ $# = 1 ] || { echo "usage: docs/deploy/release.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
version=$(sed -nE 's:.*<Version>(.*)</Version>.*:\1:p' Directory.Build.props)
rid=${RID:-linux-x64}

for project in $(grep -l '<IsPackable>true' src/*/*.csproj); do dotnet pack "$project" -c Release -v quiet -o "$folder"; done
dotnet publish src/RxChat.Server -c Release -r "$rid" -p:PublishSingleFile=true --self-contained -o "$work/out" \
  --artifacts-path "$work/made" -v quiet
mv "$work/out/rxchat" "$folder/rxchat-$version-$rid"

# What NuGet brought, by its tool; what npm brought into the page, from its lock.
dotnet tool exec CycloneDX@6.3.1 --yes -- src/RxChat.Server/RxChat.Server.csproj --disable-package-restore \
  -sv "$version" -F Json -o "$work" -fn parts.json >"$work/log" || { cat "$work/log" >&2; exit 1; }
python3 docs/deploy/with-page.py "$work/parts.json" src/RxChat.Web/Page/package-lock.json >"$folder/rxchat-$version.cdx.json"

cd "$folder"
sha256sum ./*.nupkg ./*.snupkg "rxchat-$version-$rid" "rxchat-$version.cdx.json" >SHA256SUMS
