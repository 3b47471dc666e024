# Thông Suốt. `make run` shows it, `make test` tests it; everything stays inside this folder.
# Registries are chosen by pip's own settings; requirements*.lock decides, by hash, what is taken from them.

PYTHON ?= python3
BIN := .venv/bin
# The stamps carry this folder's checksum: a .venv that was copied along from another folder does not count as installed.
HERE := $(firstword $(shell pwd -P | cksum))
RUNTIME := .venv/.runtime-$(HERE)
DEV := .venv/.dev-$(HERE)
# Two processes share the tests, whatever the machine has.
SHARED := --numprocesses 2 --dist loadfile
BENCHES = $(shell sed -n 's/^| `\([a-z_]*\)` .*/\1/p' bench/README.md)
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help setup run test test-long check format lock bench dist clean peers standards schema

help: ## these lines
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: $(RUNTIME) ## .venv with everything that runs: .venv/bin/thongsuot
	@echo "thongsuot: ready, as .venv/bin/thongsuot"

run: $(RUNTIME) ## the demo province on http://127.0.0.1:9740
	@exec $(BIN)/thongsuot demo

test: $(DEV) peers standards schema check ## checks and tests, under 20 minutes
	$(BIN)/python -m pytest $(SHARED)

test-long: $(DEV) peers standards schema ## fuzz, storms and simulated days, under 40 minutes
	$(BIN)/python -m pytest -m long $(SHARED)

check: $(DEV) ## style, types, architecture, dependencies, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/vulture
	$(BIN)/codespell

format: $(DEV) ## what ruff can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## both requirements files anew, from pyproject.toml
	@scripts/lock.sh

bench: $(DEV) peers ## every benchmark, one after the other: an hour and a half
	@missed=0; for name in $(BENCHES); do echo "== $$name"; $(BIN)/python -m bench.$$name || missed=1; done; exit $$missed

dist: $(RUNTIME) ## a tarball for machines that reach no registry
	@scripts/dist.sh

clean: ## everything that was made here, .venv too
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

peers:
	@scripts/peers.sh

standards: $(DEV)
	@scripts/standards.sh

schema: peers
	@scripts/schema.sh

$(RUNTIME): requirements.lock pyproject.toml
	@scripts/venv.sh runtime
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml
	@scripts/venv.sh dev
	@touch $@ $(RUNTIME)
