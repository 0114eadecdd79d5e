# gspbrief: everything a person does with this project, one word each.

# The first Python that runs and is new enough; asked for only when there is no environment yet.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $$python && break; done)
BIN := .venv/bin
# The lock files are complete: nothing is resolved here, and a newer release of a package changes nothing.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps
BUILD_OPTIONS ?=

# Compiled once, not in every process, also where the environment asks for no bytecode.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help:  ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: briefs
briefs: .venv/.installed  ## Check the data, run the notebooks, publish every brief to _site/
	@$(BIN)/gspbrief build $(BUILD_OPTIONS)

.PHONY: test
test:  ## Run everything: lint, types, notebooks, unit, property, golden and end-to-end tests
	@$(MAKE) --no-print-directory --jobs=2 lint browsers
	@$(BIN)/python -m pytest -n auto --dist loadgroup

.PHONY: quick
quick: .venv/.installed-dev  ## Run the tests that need no build, no engine and no browser (a minute)
	@$(BIN)/python -m pytest -q -m "not slow" -n auto --dist loadgroup

.PHONY: check
check: lint  ## Check style, types, notebooks and the evidence
	@$(BIN)/mypy

.PHONY: lint
lint: .venv/.installed-dev  ## Check what takes seconds: style, notebooks, the order of rooms, the evidence
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo --no-cache
	@$(BIN)/gspbrief check

.PHONY: browsers
browsers:  ## Install what the tests of pages need: Chromium, Java, axe-core and the HTML checker
	@tests/browser/install.sh

.PHONY: fuzz
fuzz: .venv/.installed-dev  ## Change files that people edit 10,000 times, add rows to each partnership ten times: all ends right or is told
	@GSPBRIEF_MUTATIONS=10000 GSPBRIEF_MORE_EVIDENCE=1330 $(BIN)/python -m pytest -n auto \
		tests/evidence/test_mutated_files.py tests/brief/test_more_evidence.py

.PHONY: fuzz-bytes
fuzz-bytes: .venv/.installed-dev  ## Give our parsers bytes that nobody wrote, for ten minutes (atheris)
	@$(BIN)/python tests/helpers/tools.py
	@build/audit/bin/python tests/helpers/fuzz_bytes.py -max_total_time=600 -max_len=4000 -timeout=60 -seed=7

.PHONY: faults
faults: .venv/.installed-dev  ## Strike a build with each fault 20 times and count what held (docs/trust.md; hours)
	@GSPBRIEF_FAULTS=20 $(BIN)/python -m pytest -q tests/build/test_faults.py

.PHONY: mutants
mutants: .venv/.installed-dev  ## Change the code that computes and list the changes that no test notices (ROOM=findings; hours, or SAMPLE=150; AGAIN=1: what survived)
	@$(BIN)/python tests/helpers/mutants.py $(ROOM) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(AGAIN),--again)

.PHONY: audit
audit: .venv/.installed-dev  ## Ask for known holes in the locked packages, write a bill of materials (build/audit/)
	@$(BIN)/python tests/helpers/audit.py

.PHONY: golden
golden: .venv/.installed-dev  ## Accept the numbers as they are now (say why in CHANGELOG.md)
	@GSPBRIEF_ACCEPT=1 $(BIN)/python -m pytest -q tests/site/test_site.py tests/contracts/test_accuracy.py \
		tests/contracts/test_coverage.py tests/contracts/test_reference_pages.py tests/collection/test_api.py \
		-k "moves_unnoticed or accuracy_page or coverage_page or reference_page or documentation"
	@git --no-pager diff --stat -- tests/golden docs

.PHONY: bench
bench: .venv/.installed-dev  ## Measure speed and memory against the naive way (build/bench.json; about 10 minutes)
	@$(BIN)/python benchmarks/bench.py

.PHONY: docs
docs: .venv/.installed  ## Make the pages of docs/ a site (build/docs/)
	@$(BIN)/python -m gspbrief.site.documentation docs build/docs

.PHONY: gallery
gallery: .venv/.installed-dev  ## Take pictures of some briefs in each style (docs/gallery.md)
	@$(BIN)/python tests/helpers/gallery.py

.PHONY: lab
lab: .venv/.installed-dev  ## Open the notebooks in JupyterLab
	@$(BIN)/gspbrief lab

.PHONY: quarto
quarto: .venv/.installed  ## Install Quarto, which PyPI's quarto-cli fetches from its own host; without it the embedded renderer goes on
	@mkdir -p build
	@$(INSTALL) --require-hashes --requirement requirements-quarto.lock >build/quarto.log 2>&1 && $(BIN)/quarto --version || \
		echo "Quarto could not be fetched (build/quarto.log says why): briefs are rendered by the embedded renderer, as before"

.PHONY: lock
lock: .venv/.installed-dev  ## Resolve the dependencies anew and pin them by hash
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--extra dev pyproject.toml --output-file requirements-dev.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--extra install pyproject.toml --constraint requirements-dev.lock --output-file requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--group audit --output-file requirements-audit.lock
	@echo "quarto-cli>=1.9" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-deps --generate-hashes \
		--no-header - --output-file requirements-quarto.lock
	@$(BIN)/python tests/helpers/licences.py

.PHONY: clean
clean:  ## Delete the working files (build/); what is published stays
	@rm -rf build

.venv/bin/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c '$(NEW_ENOUGH)' || \
		{ echo "gspbrief needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 2; }
	@echo "Creating the environment (.venv) ..."
	@$(PYTHON) -m venv .venv
	@sed -n '/^pip==/,/^    #/p' requirements.lock >.venv/pip.lock
	@$(INSTALL) --require-hashes --requirement .venv/pip.lock

.venv/.installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the locked packages ..."
	@test -f .venv/.installed-dev || $(INSTALL) --require-hashes --requirement requirements.lock
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

.venv/.installed-dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	@echo "Installing the locked packages with those for development ..."
	@$(INSTALL) --require-hashes --requirement requirements-dev.lock
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@ .venv/.installed
