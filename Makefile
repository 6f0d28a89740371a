# make run    set up and start the catcher
# make test   set up everything, the browser included, and run all tests
# make screenshots   every view of the page as pictures, into screenshots/
# make bench   ours and its peers through the same work (20 minutes), into docs/benchmarks.md; QUICK=1 for a short look
# make lint   look at style and types; make check is the same, and repairs what it can
# make fuzz MINUTES=10   bytes made up against each door; what is found is kept in fuzz/cases, which the tests ask again
# make torture   kill the server 100 times under load, and cut its power 100 times: about an hour
PYTHON ?= python3
BIN := .venv/bin
PYTEST_ARGS ?=
MINUTES ?= 5

.PHONY: run test bench fuzz torture screenshots lint check clean

run: .venv/.runs
	@exec $(BIN)/mailtrap $(ARGS)

test: lint .venv/.tools
	$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

bench: .venv/.runs
	@$(BIN)/python -m bench.beside $(if $(QUICK),--quick) $(ARGS)

fuzz: .venv/.tests
	@$(BIN)/python -m pip install --quiet --group fuzz || echo "atheris cannot be installed here; hypothesis alone makes up the bytes"
	$(BIN)/python -m fuzz --minutes $(MINUTES) $(ARGS)

torture: .venv/.tools
	$(BIN)/python -m pytest -s --timeout 0 --kill-rounds 100 --kill-mails 500 --power-cuts 100 tests/test_kill.py tests/test_power.py $(PYTEST_ARGS)

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
