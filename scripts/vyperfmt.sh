#!/usr/bin/env bash
# Installs mamushi, the Vyper formatter, beside the rest: it pins a click that the product can't use.
set -euo pipefail

[ -x .venv/vyperfmt/bin/python ] || .venv/bin/python -m venv .venv/vyperfmt
export PIP_DISABLE_PIP_VERSION_CHECK=1
if command -v uv >/dev/null; then
    uv pip install --quiet --python .venv/vyperfmt/bin/python --require-hashes -r requirements/vyperfmt.txt
else
    .venv/vyperfmt/bin/python -m pip install -qq --require-hashes -r requirements/vyperfmt.txt
fi
