#!/usr/bin/env bash
# `collect` gathers the sentences that people see for translators; `compile` makes the catalogues that run.
set -euo pipefail

folder=satshift/web/translations

case "$1" in
    collect)
        mkdir -p "$folder"
        .venv/bin/pybabel -q extract -F babel.cfg -k say -k Refused:2 -k Invalid:2 -k NotFound:2 \
            -k NotKnownYet:2 -k Unreachable:2 --no-wrap --sort-output --project satshift \
            -o "$folder/messages.pot" satshift
        for language in es; do
            verb=update
            [ -f "$folder/$language/LC_MESSAGES/messages.po" ] || verb=init
            .venv/bin/pybabel -q $verb -i "$folder/messages.pot" -d "$folder" -l $language --no-wrap
        done
        ;;
    compile)
        compgen -G "$folder/*/LC_MESSAGES/*.po" >/dev/null || exit 0
        echo "· Compiling the translations."
        .venv/bin/pybabel -q compile -d "$folder"
        ;;
esac
