#!/usr/bin/env bash
# Says a sentence and runs a Python script of the house, where there is one.
set -euo pipefail

sentence=$1 script=$2
[ -f "$script" ] || exit 0
echo "· $sentence."
.venv/bin/python "$script"
