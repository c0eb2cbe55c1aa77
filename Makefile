# Kvitt. `make help` lists what there is; each line needs nothing but Python 3.11-3.13.

PYTHON ?= $(shell for one in python3 python3.13 python3.12 python3.11; do \
	$$one -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { echo $$one; break; }; done)
BIN := .venv/bin
JOBS ?= logical
N ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo run test test-samples check lint races ten-years simulate fix golden \
	barriers law-docs pictures vendor bench bench-web bench-peer clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

setup: .venv/.runtime  ## what Kvitt needs to run, in .venv

setup-dev: .venv/.dev  ## what the tests and checks need besides

demo: .venv/.runtime  ## half a year of collection in a minute, then the pages on 127.0.0.1:8000
	$(BIN)/kvitt demo

run: .venv/.runtime  ## the pages on 127.0.0.1:8000, on your own data folder
	$(BIN)/kvitt up

test: .venv/.dev  ## all tests
	$(BIN)/pytest -q -n $(JOBS) --maxprocesses 8 --dist loadfile --no-loadscope-reorder

test-samples: .venv/.dev  ## the tests over real bank and invoice files, where those are at hand
	$(BIN)/pytest -q tests/samples

check: lint  ## style, types, imports and the rules of the house
	$(BIN)/pytest -q tests/architecture

lint: .venv/.dev  ## style, types and imports alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

barriers: .venv/.dev  ## every page in a browser: each width, light and language, axe and the policy
	KVITT_BARRIERS=all $(BIN)/pytest -q -s -n 2 tests/web/test_barriers.py

races: .venv/.dev  ## money against the night, ten thousand times (RACES= sets how often)
	KVITT_RACES=$(or $(RACES),10000) $(BIN)/pytest -q tests/races

ten-years: .venv/.dev  ## ten years of a thousand cases, day by day, with outages
	KVITT_YEARS=10 $(BIN)/pytest -q -n 2 tests/years

fix: .venv/.dev  ## what the style check can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: .venv/.dev  ## rewrites the golden files; read the difference before you commit it
	UPDATE_GOLDEN=1 $(BIN)/pytest -q -n $(JOBS) tests -k golden

law-docs: .venv/.runtime  ## the pages docs/law/se.md and no.md, made from the law files
	$(BIN)/kvitt law docs --write

pictures: .venv/.dev  ## plays the stories in Chromium and takes the pictures of docs/tour.md anew
	KVITT_PICTURES=docs/pictures $(BIN)/pytest -q tests/web/test_office_stories.py \
		tests/web/test_mia.py tests/web/test_mia_keeps_her_plan.py tests/web/test_creditor_in_a_browser.py

vendor: .venv/.runtime  ## fetches the pages' look anew with npm; read the difference before you commit it
	$(BIN)/python -m kvitt.web.vendored

simulate: .venv/.dev  ## made-up worlds for a night (SEEDS=20000), or one again (SEED=123 SHRINK=1)
	$(BIN)/python -m tests.world.simulate $(if $(SEED),--seed $(SEED) $(if $(SHRINK),--shrink),\
		--seeds $(or $(SEEDS),2000) --first $(or $(FIRST),1))

bench: .venv/.dev  ## figure, limit and ratio of the speed goals (N= sets the number of cases)
	$(BIN)/python -m bench $(if $(N),--n $(N))

bench-web: .venv/.dev  ## the pages at a million cases, alone and while a night runs (N= for fewer)
	$(BIN)/python -m bench.web $(if $(N),--n $(N))

bench-peer: .venv/.dev  ## the same work with Tryton, in a virtual environment of its own
	bash bench/peer.sh

clean:  ## removes .venv; your data folder stays
	rm -rf .venv

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Kvitt needs Python 3.11, 3.12 or 3.13; none was found"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "this Python has no venv module: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear .venv

# A stamp is newer than the lock that was installed, so a second call does nothing. The package
# itself is not built: a .pth file points here, and .venv/bin/kvitt starts kvitt.cli.
.venv/.runtime: requirements.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
		--require-hashes -r requirements.lock
	@$(BIN)/python -c "import pathlib, sysconfig; \
		pathlib.Path(sysconfig.get_path('purelib'), 'kvitt.pth').write_text('$(CURDIR)\n')"
	@printf '#!%s\nimport sys\nfrom kvitt.cli import main\nsys.exit(main())\n' \
		"$(CURDIR)/$(BIN)/python" > $(BIN)/kvitt
	@chmod +x $(BIN)/kvitt
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
		--require-hashes -r requirements-dev.lock
	@touch $@
