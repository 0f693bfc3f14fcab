#!/usr/bin/env bash
# Makes the pictures of the page (docs/page-*.png) anew, of the real thing in Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build -c Release --nologo -v quiet
RXCHAT_PICTURES="$PWD/docs" dotnet test -c Release --no-build --no-progress \
  --project tests/RxChat.Page.Tests -- --filter-class "*PictureTests"
