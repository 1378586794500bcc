# What people type. Everything runs in the project's own environment, made from the lock file.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test history run check format bench faults attacks tampering mutants validation-pack docs lock

setup: .venv/ready

.venv/ready: requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

demo: setup ## Parley against the sandbox workspace; ONCE=1 plays the opening script and ends
	$(BIN)/python -m sandbox demo $(if $(ONCE),--once)

# In memory where there is enough of it: the databases of the tests need no disk. BOTH=1: each example on both databases.
MEMORY := $(shell [ "$$(df -k --output=avail /dev/shm 2>/dev/null | tail -1)" -gt 4000000 ] 2>/dev/null && echo /dev/shm)

HOW := $(if $(MEMORY),PYTEST_DEBUG_TEMPROOT=$(MEMORY)) $(if $(BOTH),BOTH=1)
SUITE := -n 3 --dist worksteal

test: setup ## All tests, on SQLite and on a PostgreSQL they start themselves
	$(HOW) $(BIN)/python -m pytest $(SUITE)

history: setup ## A delivery history of your own (FILE=...): read, checked, and a digest for each of its vendors
	HISTORY=$(abspath $(FILE)) $(BIN)/python -m pytest tests/journeys/test_history.py -n 0 -k sqlite

run: setup ## Parley in your own workspace, with the settings in .env
	$(BIN)/python -m bot serve

check: setup ## Formatter, linter, types, import contracts, house tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/house

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## Figures, each beside its floor
	$(BIN)/python -m bench

faults: setup ## kill -9 at random moments, on SQLite and PostgreSQL
	$(BIN)/python -m pytest faults -n 0 -s

attacks: setup ## 100,000 forged requests, 50,000 acts of people who should not see each other's matters
	ACTS=50000 FORGED=100000 $(BIN)/python -m pytest tests/attacks -n 2 -s

tampering: setup ## A thousand random tamperings with the record on SQLite, two hundred on PostgreSQL
	TAMPERINGS=1000 $(BIN)/python -m pytest tests/storage/test_tampering.py -n 0 -q

mutants: setup ## A small fault in permission, journal and escaping at a time: how many the tests notice; fails under 80 %
	$(if $(MEMORY),TMPDIR=$(MEMORY)) $(BIN)/python -m bench.mutants

validation-pack: setup ## All tests, and a PDF and CSV of requirement, test and result; RESULTS=file.xml takes an earlier run
	$(HOW) $(BIN)/python -m validation $(if $(RESULTS),--results $(RESULTS),-- $(SUITE))

docs: setup ## The README's tables, from the registry and the settings
	$(BIN)/python -m bot.readme

lock: setup ## Resolve the lock files anew
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --quiet -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --quiet --extra dev -o requirements-dev.txt pyproject.toml
