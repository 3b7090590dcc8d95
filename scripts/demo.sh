#!/usr/bin/env bash
# Opens the demo: a local chain, deployed contracts, and an agreement in every state.
set -euo pipefail

echo "· Opening the demo. Stop it with Ctrl-C; what happened in it stays in var/demo."
exec .venv/bin/satshift demo
