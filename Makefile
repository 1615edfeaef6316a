# Two commands: `make demo` and `make test`. Both do all set-up first.
.PHONY: demo test lint docs bench clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

demo: $(VENV)/ready
	$(BIN)/vigil demo

test: lint
	@$(BIN)/python -m dashboards.chromium
	$(BIN)/pytest

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/ready
	$(BIN)/python -m flows.documents

bench: $(VENV)/ready
	$(BIN)/python -m bench.night

$(VENV)/ready: requirements.lock pyproject.toml
	@echo "Setting up $(VENV): about a minute, once"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --disable-pip-version-check --progress-bar on --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf $(VENV) demo-store .pytest_cache .mypy_cache .ruff_cache
