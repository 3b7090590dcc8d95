#!/usr/bin/env bash
# Runs the tests: `lite` in minutes, `deep` with long fuzzing. The result also stands in build/tests.xml.
set -euo pipefail

profile=${1:-lite}
mkdir -p build
rm -f build/tests.xml
marks=()
[ "$profile" = deep ] || marks=(-m "not deep")
echo "· Running the tests ($profile)."
exec .venv/bin/pytest -q -n "${JOBS:-2}" --dist loadfile --hypothesis-profile="$profile" --junitxml=build/tests.xml \
    "${marks[@]}"
