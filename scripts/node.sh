#!/usr/bin/env bash
# Installs exactly what package-lock.json pins; no package may run a script while it is installed.
set -euo pipefail

command -v node >/dev/null && command -v npm >/dev/null || scripts/machine.sh node
node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' || {
    echo "· Satshift needs Node.js 18 or newer; this is $(node --version). Install it and run this again."
    exit 1
}
echo "· Installing the local chain and the browser's packages."
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null >/dev/null
node_modules/.bin/anvil --version >/dev/null || {
    echo "· The local chain (anvil) does not run on this machine: $(uname -sm)."
    exit 1
}
