#!/usr/bin/env bash
# Makes .venv with Python 3.11 or newer and installs exactly what requirements/dev.txt pins, by hash.
set -euo pipefail

find_python() {
    local name
    for name in python3.11 python3 python3.12 python3.13; do
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$name"; return; }
    done
    return 1
}

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    find_python >/dev/null || scripts/machine.sh venv || true
    python=$(find_python) || { echo "· Satshift needs Python 3.11 or newer. Install it and run this again."; exit 1; }
    "$python" -c 'import ensurepip' 2>/dev/null || scripts/machine.sh venv
    echo "· Making .venv with $("$python" --version)."
    rm -rf .venv
    "$python" -m venv .venv
fi

echo "· Installing Python packages, each checked by its hash."
export PIP_DISABLE_PIP_VERSION_CHECK=1
if command -v uv >/dev/null; then
    uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements/dev.txt
    uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
else
    .venv/bin/python -m pip install -qq --require-hashes -r requirements/dev.txt
    .venv/bin/python -m pip install -qq --no-deps --no-build-isolation -e .
fi

# A resolver that gives up silently takes an older compiler; the bytecode would differ.
case "$(.venv/bin/vyper --version)" in
    0.4.3+*) ;;
    *) echo "· The compiler is not Vyper 0.4.3. Remove .venv and run this again."; exit 1 ;;
esac
