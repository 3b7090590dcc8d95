#!/usr/bin/env bash
# Pins requirements/*.in into locks with hashes and without registry addresses. Needs uv.
set -euo pipefail

command -v uv >/dev/null || { echo "· To lock, install uv first."; exit 1; }
for name in run dev vyperfmt; do
    uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 \
        "requirements/$name.in" -o "requirements/$name.txt"
done
npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error
echo "· Locked."
