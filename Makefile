# make run    set up and start the catcher
# make test   set up everything, the browser included, and run all tests
# make screenshots   every view of the page as pictures, into screenshots/
# make bench   ours and its peers through the same work (20 minutes), into docs/benchmarks.md; QUICK=1 for a short look
# make lint   look at style and types; make check is the same, and repairs what it can
PYTHON ?= python3
BIN := .venv/bin
PYTEST_ARGS ?=

.PHONY: run test bench screenshots lint check clean

run: .venv/.runs
	@exec $(BIN)/mailtrap $(ARGS)

test: lint .venv/.tools
	$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

bench: .venv/.runs
	@$(BIN)/python -m bench.beside $(if $(QUICK),--quick) $(ARGS)

screenshots: .venv/.tools
	@$(BIN)/python -m tools.screenshots $(ARGS)

lint: .venv/.tests
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy

check: .venv/.tests
	$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --fix .
	$(BIN)/mypy

.venv/.runs: pyproject.toml tools/make_venv.py
	@echo "setting up .venv (once) …"
	@test -x $(BIN)/python || $(PYTHON) tools/make_venv.py .venv
	@$(BIN)/python -m pip install --quiet --editable ".[tls,login,thumbnails,page]"
	@touch $@

.venv/.tests: .venv/.runs
	@$(BIN)/python -m pip install --quiet --editable ".[tls,login,thumbnails,page]" --group test
	@touch $@

.venv/.tools: .venv/.tests tools/test-tools.sh tests/clients/package-lock.json
	@tools/test-tools.sh
	@touch $@

clean:
	rm -rf .venv .tools dist screenshots tests/clients/node_modules
