# Everything a person does with this repository. `make` alone lists it.

PYTHON ?= python3
PYTEST_ARGS ?= -n 3 --dist worksteal
SOAK_ROUNDS ?= 100
BENCH_ARGS ?=
RUSH_ARGS ?=
CRAWL_ARGS ?=
LOCK_ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup dev run test check lint screenshots crawl bench bench-people bench-postgres rush fmt soak lock browser postgres proxies clean


help: ## Say what each command does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: .venv/.server ## Make .venv with the server in it

run: export ADMIT_DATABASE ?= sqlite:///var/admit.db
run: setup ## Serve with demo data; ADMIT_HOST, ADMIT_PORT and ADMIT_DATABASE are heeded
	@mkdir -p var
	@exec $(BIN)/admit serve --demo

test: dev ## Run the tests (PYTEST_ARGS='-k cursor -x' to choose)
	@$(PYTEST) -m 'not soak' $(PYTEST_ARGS)

check: lint test ## Run everything that CI runs; "make test check" runs the tests once

lint: dev ## Look at the code: lint, format, types, imports
	@echo '1/4 ruff check'
	@$(BIN)/ruff check
	@echo '2/4 ruff format'
	@$(BIN)/ruff format --check
	@echo '3/4 mypy'
	@$(BIN)/mypy
	@echo '4/4 import-linter'
	@$(BIN)/lint-imports --no-logo

screenshots: dev ## Take a picture of every page, for docs/images/
	@$(BIN)/python -m tests.journeys.pictures

crawl: .venv/.dev .venv-crawl/.made ## Let wapiti look for holes, as each kind of visitor (CRAWL_ARGS=--help for options)
	@$(BIN)/python -m tests.journeys.crawl $(CRAWL_ARGS)

bench: .venv/.dev ## Measure speed as a ratio to a bare server in the same run (BENCH_ARGS=--help for options)
	@command -v wrk >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo 'Installing wrk …' && apt-get -qq update && apt-get -qq install -y wrk >/dev/null; \
	  else \
	    echo 'make bench needs wrk. Install it (on Debian: apt-get install wrk) and try again.' >&2; exit 1; \
	  fi; }
	@$(BIN)/python -m bench $(BENCH_ARGS)

bench-postgres: .venv/.dev postgres
	@$(BIN)/python -m bench.postgres $(BENCH_ARGS)

bench-people: .venv/.dev
	@$(BIN)/python -m bench.people

rush: .venv/.dev ## Let 10,000 people come to one event within a minute, and hold 5,000 streams (RUSH_ARGS=--help for options)
	@$(BIN)/python -m bench.rush $(RUSH_ARGS)

fmt: .venv/.dev ## Mend what ruff can mend, and format
	@$(BIN)/ruff check --fix --exit-zero
	@$(BIN)/ruff format

soak: .venv/.dev ## Run the long tests (SOAK_ROUNDS=1000 for longer)
	@SOAK_ROUNDS='$(SOAK_ROUNDS)' $(PYTEST) -m soak --timeout 0

# The server's pins are constrained by the developers', so that one is a subset of the other.
LOCK := .venv-lock/bin/uv pip compile --quiet pyproject.toml --extra server --extra postgres --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(LOCK_ARGS)

lock: ## Write both lock files from pyproject.toml (LOCK_ARGS=--upgrade for newer versions)
	@echo 'Locking …'
	@$(PYTHON) -m venv --clear .venv-lock
	@.venv-lock/bin/python -m pip --disable-pip-version-check --quiet install uv
	@$(LOCK) --group dev --output-file requirements-dev.lock
	@$(LOCK) --group build --constraint requirements-dev.lock --output-file requirements.lock
	@rm -rf .venv-lock

clean: ## Remove what make and the tools made, except the data in var/
	@rm -rf .venv .venv-crawl .venv-lock bench/scratch build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find src tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true


# A stamp is touched last, so that an interrupted step is done again.

dev: .venv/.dev browser postgres proxies

# Looked for each time: it belongs to the machine, and may go as it came. The fonts are for a machine without any.
browser:
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo 'Installing Chromium …' && apt-get -qq update && \
	    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium-headless-shell fonts-dejavu fonts-urw-base35 >/dev/null; \
	  else \
	    echo 'The tests need Chromium. Install it (on Debian: apt-get install chromium-headless-shell) and try again.' >&2; exit 1; \
	  fi; }

postgres:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo 'Installing PostgreSQL …' && apt-get -qq update && \
	    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y postgresql >/dev/null; \
	  else \
	    echo 'The tests need PostgreSQL 15 or newer. Install it (on Debian: apt-get install postgresql) and try again.' >&2; \
	    exit 1; \
	  fi; }

# Whoever cannot install them is told so by the tests that are skipped.
proxies:
	@{ command -v nginx && command -v caddy && command -v systemd-analyze; } >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || { \
	  echo 'Installing Caddy, nginx and systemd-analyze …' && apt-get -qq update && \
	  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends caddy nginx-light systemd >/dev/null; }

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Admit needs Python 3.11 or newer, and "$(PYTHON)" is not. Name one: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  package="$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing $$package …" && apt-get -qq update && apt-get -qq install -y "$$package" >/dev/null; \
	  else \
	    echo "$(PYTHON) cannot make a virtual environment. Install $$package and try again." >&2; exit 1; \
	  fi; }
	@echo 'Making .venv …'
	@$(PYTHON) -m venv --clear .venv
	@touch $@

# An environment of its own: what wapiti needs is no part of the lock.
.venv-crawl/.made: Makefile
	@echo 'Installing wapiti …'
	@$(PYTHON) -m venv --clear .venv-crawl
	@.venv-crawl/bin/python -m pip --disable-pip-version-check --quiet install wapiti3==3.2.3
	@touch $@

.venv/.server: .venv/.made requirements.lock pyproject.toml
	@echo 'Installing the server …'
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# The developers' lock holds all of the server's, at the same versions.
.venv/.dev: .venv/.made requirements-dev.lock requirements.lock pyproject.toml
	@echo 'Installing the tools …'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch .venv/.server $@
