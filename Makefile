# Two commands everybody knows: `make demo` and `make test`. Each sets up what it needs and is quick the second time.
# Steps of more than a line stand in scripts/.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PY := .venv/bin/python
CONTRACTS := $(shell find contracts -name '*.vy' -o -name '*.vyi' 2>/dev/null)
ASSETS := $(shell find satshift/web/wallet -type f -not -name generated.js 2>/dev/null) scripts/wallet_words.py
CATALOGUES := $(shell find satshift -path '*/translations/*' -name '*.po' 2>/dev/null)

.PHONY: help demo test test-deep check bench setup setup-tests lock contracts translations clean

help: ## Say what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: setup ## Open a local bitcoin layer 2 with people and jobs
	@exec scripts/demo.sh

test: setup-tests ## Run the tests (lite profile)
	@exec scripts/test.sh lite

test-deep: setup-tests ## Run the tests with long fuzzing
	@exec scripts/test.sh deep

check: setup ## Look at style, types, arrows, contracts and docs
	@exec scripts/check.sh

bench: setup-tests ## Measure gas, indexer and pages into benchmarks/results (LITE=1 for a short run)
	@exec scripts/bench.sh

setup: .stamps/python .stamps/vyperfmt .stamps/node .stamps/contracts .stamps/assets .stamps/translations ## Set up what the product and its tools need

setup-tests: setup .stamps/machine ## Set up what only the tests need: Chromium and PostgreSQL

lock: .stamps/python ## Pin the newest packages that fit requirements/*.in
	@exec scripts/lock.sh

contracts: .stamps/python ## Compile the contracts anew and write contracts/contracts.lock
	@rm -f .stamps/contracts && $(MAKE) .stamps/contracts

translations: .stamps/python ## Collect the sentences that people see for translators
	@exec scripts/translations.sh collect

clean: ## Remove everything that was made here, but not the data in var/
	@rm -rf .venv .stamps node_modules build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@echo "· Clean."

.stamps/python: requirements/dev.txt pyproject.toml scripts/python.sh
	@scripts/python.sh && mkdir -p .stamps && touch $@

.stamps/vyperfmt: requirements/vyperfmt.txt .stamps/python
	@scripts/vyperfmt.sh && touch $@

.stamps/node: package.json package-lock.json scripts/node.sh
	@scripts/node.sh && mkdir -p .stamps && touch $@

.stamps/contracts: $(CONTRACTS) .stamps/python $(wildcard contracts/build.py)
	@scripts/step.sh "Compiling the contracts" contracts/build.py && touch $@

.stamps/assets: $(ASSETS) .stamps/node .stamps/python .stamps/contracts $(wildcard scripts/assets.py)
	@scripts/step.sh "Building what the browser loads" scripts/assets.py && touch $@

.stamps/translations: $(CATALOGUES) .stamps/python scripts/translations.sh
	@scripts/translations.sh compile && touch $@

.stamps/machine: scripts/machine.sh
	@scripts/machine.sh chromium postgresql && mkdir -p .stamps && { [ -n "$$(scripts/machine.sh --missing)" ] || touch $@; }
