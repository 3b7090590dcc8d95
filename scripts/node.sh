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
{ [ -x node_modules/.bin/anvil ] || command -v anvil; } >/dev/null || {
    echo "· There is no local chain for this machine ($(uname -sm)). Install Foundry's anvil 1.7.1 and run this again."
    exit 1
}
