# The commands of the README. Everything lives in .venv; nothing outside this directory is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup demo run bench test test-all lint eval reliability sabotage train lock soak docs

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /: /'

setup: $(STAMP)  ## make .venv with everything that pip can install

# pip is upgraded first: the one that ships with Python 3.11 drops extras it cannot spell. It compiles all but what stays
# in place: where Python may write no bytecode (PYTHONDONTWRITEBYTECODE), each start would compile that anew.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "WarTracker needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	$(BIN)/python -m compileall -q src
	@touch $(STAMP)

demo: $(STAMP)  ## run the whole pipeline on the bundled press, without a network (ARGS=--no-serve ends there)
	@$(BIN)/wartracker demo $(ARGS)

run: $(STAMP)  ## poll the live feeds once (CONTACT=you@example.org)
	@WARTRACKER_COLLECT_CONTACT="$(CONTACT)" $(BIN)/wartracker run --once

lint: $(STAMP)  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint  ## everything that needs only pip
	$(BIN)/pytest -m "not full"

# Readers of our output that only npm has: exact versions, no lock file, nothing outside .venv.
NPM := $(VENV)/npm
AXE := $(NPM)/node_modules/axe-core/axe.min.js
AXE_SHA256 := 29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c

$(AXE): | $(STAMP)
	@command -v npm >/dev/null || { echo "make test-all needs npm: apt-get install npm" >&2; exit 1; }
	@mkdir -p $(NPM)
	npm install --prefix $(NPM) --no-save --no-package-lock --no-audit --no-fund --ignore-scripts axe-core@4.14.1
	@echo "$(AXE_SHA256)  $(AXE)" | sha256sum --check --quiet || { echo "axe-core is not the one that was pinned" >&2; rm -f $(AXE); exit 1; }

# A folder of its own: npm removes from a folder what it was not asked for in the same call.
TIMELINEJS := $(VENV)/npm-timelinejs/node_modules/@knight-lab/timelinejs/dist/js/timeline.js
TIMELINEJS_SHA256 := 02f1843ae167f83435140be3b3228a6574cae9720e4774ae7d0050a790c9f93e

$(TIMELINEJS): | $(STAMP)
	@command -v npm >/dev/null || { echo "make test-all needs npm: apt-get install npm" >&2; exit 1; }
	@mkdir -p $(VENV)/npm-timelinejs
	npm install --prefix $(VENV)/npm-timelinejs --no-save --no-package-lock --no-audit --no-fund --ignore-scripts @knight-lab/timelinejs@3.9.11
	@echo "$(TIMELINEJS_SHA256)  $(TIMELINEJS)" | sha256sum --check --quiet || { echo "TimelineJS is not the one that was pinned" >&2; rm -f $(TIMELINEJS); exit 1; }

test-all: lint $(AXE) $(TIMELINEJS)  ## also what needs a browser, PostgreSQL or npm; a missing one is a failure that names it
	$(BIN)/pytest

eval: $(STAMP)  ## quality figures on the development corpora, where they stand beside the checkout
	$(BIN)/python -m tests.eval.measure
	$(BIN)/python -m tests.eval.marked
	@test ! -d ../shared/corpora || $(BIN)/python bench/extraction.py 4
	@test ! -d ../shared/corpora || $(BIN)/python bench/analysis.py 4

reliability: $(STAMP)  ## reliability figures beside their bars, minutes (FULL=1: all of them beside the peers', an hour)
	$(BIN)/python -m tests.reliability.report $(if $(FULL),--full) $(ARGS)

sabotage: $(STAMP)  ## take the collector's guards away one by one, in copies, and see the tests turn red
	$(BIN)/python -m tests.reliability.sabotage $(ARGS)

soak: $(STAMP)  ## the service on the sample press, 20 minutes at 100 times the speed of life: memory and descriptors
	$(BIN)/python -m tests.soak --minutes 20 --speed 100

docs: $(STAMP)  ## the site of docs/, in output/docs/
	$(BIN)/mkdocs build --quiet --strict

train: $(STAMP)  ## train the entity recognizer anew from training/
	OMP_NUM_THREADS=1 $(BIN)/python -m training.train

bench: $(STAMP)  ## speed beside peers and floor (BENCH=full: all sources and pages)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench $(if $(filter full,$(BENCH)),--full)

lock:  ## write requirements.lock anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --all-extras --group dev --python-version 3.11 \
		--no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock
