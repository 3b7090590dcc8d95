#!/usr/bin/env bash
# What a machine can refuse, so that people may talk about design. Runs everything, then says what failed.
set -uo pipefail

failed=()

look() {
    local name=$1 out
    shift
    if out=$("$@" 2>&1 </dev/null); then
        printf '  ok    %s\n' "$name"
    else
        printf '  FAIL  %s\n%s\n' "$name" "$(sed 's/^/        /' <<<"$out")"
        failed+=("$name")
    fi
}

# natrix looks for the compiler on PATH.
PATH="$PWD/.venv/bin:$PATH"
readarray -t deployables < <(git ls-files 'contracts/*.vy' | grep '/[A-Z][A-Za-z]*\.vy$')
readarray -t vyper < <(git ls-files 'contracts/*.vy' 'contracts/*.vyi' 'tests/*.vy')

echo "· Checking."
look "style" ruff check --quiet .
look "format" ruff format --quiet --check .
look "types" mypy
[ -z "$(git ls-files 'benchmarks/*.py')" ] || look "types of benchmarks" mypy --explicit-package-bases benchmarks
look "arrows" lint-imports
if [ ${#vyper[@]} -gt 0 ]; then
    look "contract format" .venv/vyperfmt/bin/mamushi --line-length 100 --check "${vyper[@]}"
    # A module that uses another can't be compiled alone, so natrix reads the deployables.
    look "contract smells" natrix lint "${deployables[@]}"
fi
look "contracts.lock" python contracts/build.py --check
[ ! -f scripts/docs.py ] || look "generated docs" python scripts/docs.py --check
look "house rules" pytest -q -p no:cacheprovider tests/house

if [ ${#failed[@]} -gt 0 ]; then
    echo "· ${#failed[@]} failed: ${failed[*]}."
    exit 1
fi
echo "· All good."
