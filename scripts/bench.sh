#!/usr/bin/env bash
# Runs every benchmarks/bench_*.py; each prints its table and writes one file in benchmarks/results/.
# LITE=1 keeps each one small.
set -euo pipefail

options=()
[ "${LITE:-}" != 1 ] || options=(--lite)
shopt -s nullglob
for bench in benchmarks/bench_*.py; do
    echo "· Measuring: $(basename "$bench" .py)${LITE:+ (lite)}."
    .venv/bin/python "$bench" "${options[@]}" </dev/null
done
