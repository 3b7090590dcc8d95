#!/usr/bin/env bash
# Sees to it that this machine has the programs named: installs them from Debian where it may, else says what to install.
# `--missing` only names what is not there.
set -euo pipefail

has() {
    case "$1" in
        node) command -v node >/dev/null && command -v npm >/dev/null ;;
        chromium) [ -x /usr/bin/chromium ] || command -v chromium >/dev/null ;;
        postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null ;;
        venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    esac
}

packages() {
    case "$1" in
        node) echo nodejs npm ;;
        chromium) echo chromium fonts-dejavu-core fonts-liberation ;;
        postgresql) echo postgresql ;;
        venv) echo python3 python3-venv ;;
    esac
}

if [ "${1:-}" = --missing ]; then
    for program in chromium postgresql; do has "$program" || echo "$program"; done
    exit 0
fi

missing=()
for program in "$@"; do has "$program" || missing+=("$program"); done
[ ${#missing[@]} -gt 0 ] || exit 0

wanted=()
for program in "${missing[@]}"; do read -ra names <<<"$(packages "$program")"; wanted+=("${names[@]}"); done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "· Installing ${wanted[*]} from Debian."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq </dev/null >/dev/null || true
    apt-get install -y -qq --no-install-recommends "${wanted[@]}" </dev/null >/dev/null || true
fi

absent=()
for program in "${missing[@]}"; do has "$program" || absent+=("$program"); done
[ ${#absent[@]} -gt 0 ] || exit 0

echo "· Not on this machine: ${absent[*]}. To have them on Debian: sudo apt-get install ${wanted[*]}"
for program in "${absent[@]}"; do
    case "$program" in node | venv) exit 1 ;; esac
done
if [ "${CI:-}" = true ]; then
    echo "· CI=true leaves nothing out, so this ends here."
    exit 1
fi
echo "· The tests that need them are left out and counted as skipped."
