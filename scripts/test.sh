#!/usr/bin/env bash
# Runs the tests: `lite` in minutes, `deep` with long fuzzing. The results also stand in build/tests.xml and build/browser.xml.
set -uo pipefail

profile=${1:-lite}
mkdir -p build
rm -f build/tests.xml build/browser.xml
quick=""
[ "$profile" = deep ] || quick=" and not deep"
failed=0

run() {
    .venv/bin/pytest -q -n "${JOBS:-2}" --dist loadfile --hypothesis-profile="$profile" --junitxml="build/$1.xml" -m "$2$quick" || failed=1
}

echo "· Running the tests ($profile)."
run tests "not browser"
# Playwright keeps an event loop running, so what it drives has processes of its own.
echo "· Running the tests in the browser ($profile)."
run browser "browser"
exit "$failed"
