# The few verbs of this project. `make help` lists them; each sets up what it needs by itself.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Set up once for each state of the lock file and of the project file.
READY := $(VENV)/.ready

.PHONY: help
help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: install
install: $(READY) ## set up the environment in .venv (uv is fetched when missing)

$(READY): requirements.lock pyproject.toml .python-version tools/bootstrap.py
	@$(PYTHON) tools/bootstrap.py $(VENV)
	@touch $@

.PHONY: demo
demo: $(READY) ## synthesise, plan and check the example fleets of both releases
	@$(BIN)/python tools/demo.py

.PHONY: lint
lint: $(READY) ## style, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: test
test: $(READY) ## all tests
	@$(BIN)/pytest -n 2 -q

TRUTH ?= tests/truth/data
.PHONY: truth
truth: $(READY) ## replay every measured data set in TRUTH=DIR (default: the project's own copy)
	@$(BIN)/python tests/truth/replay.py $(TRUTH)

.PHONY: bench
bench: $(READY) ## run the benchmarks, or those named: make bench NAME="synth render"
	@$(BIN)/python benchmarks/run.py $(NAME)

.PHONY: golden
golden: $(READY) ## rewrite every golden file from what the program does now (never in CI)
	@test -z "$$CI" || { echo "goldens are never rewritten in CI: run make golden at home and commit what you have read"; exit 2; }
	@KAITO_GEN_GOLDEN=rewrite $(BIN)/pytest -q -p no:randomly -m golden

.PHONY: generate
generate: $(READY) ## rewrite what is generated from code: JSON Schemas, docs/differences.md, README output
	@$(BIN)/python tools/generate.py

.PHONY: vendor
vendor: $(READY) ## rewrite the Kubernetes schemas and what webhooks decode; or a set of CRDs: make vendor SET=kaito/v0.12 CRDS=DIR NOTE="..."
	@$(BIN)/python tools/vendor_schemas.py $(if $(SET),$(SET) $(CRDS) "$(NOTE)",kubernetes)
	@$(if $(SET),true,$(BIN)/python tools/vendor_decoding.py)

.PHONY: lock
lock: $(READY) ## resolve requirements.lock anew
	@$(BIN)/python tools/lock.py

.PHONY: clean
clean: ## remove the environment and everything cached
	@rm -rf $(VENV) .cache build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
