.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup demo test test-kafka screenshots lint

help:  ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Pegel needs Python 3.11 or 3.12; name one: make PYTHON=python3.11") if not (3, 11) <= sys.version_info[:2] <= (3, 12) else None'
	@$(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) …"
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

# What only tests need, browsers' drivers and all, is three times the size: the demo does not wait for it.
$(VENV)/installed-dev: $(VENV)/installed
	@echo "Adding what the tests need …"
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

setup: $(VENV)/installed-dev  ## create .venv and install Pegel and what its tests need into it

demo: $(VENV)/installed  ## replay seeds/ through the whole stream and watch the estimates move
	@$(BIN)/pegel demo $(ARGS)

test: setup  ## run the tests
	$(BIN)/python -m pytest $(ARGS)

test-kafka: setup  ## run the tests on Apache Kafka (found as CONTRIBUTING.md says) and under faults
	$(BIN)/python -m pytest -m 'kafka or faults' $(ARGS)

screenshots: setup  ## take pictures of the pages, with an installed Chromium
	$(BIN)/python -m tests.page.screenshots

lint: setup  ## formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
