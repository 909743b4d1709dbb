# make run    a virtual environment in .venv, the data in var/data, the site with its workers; Ctrl-C stops it
# make test   everything that is checked without a browser
# Only .venv and var (and DATA_DIR) are written to.

PORT ?= 8000
DATA_DIR ?= var/data
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-cache-dir install --quiet --constraint constraints.txt
PACKAGES := $(PY) hwocr_site/dependencies.py

export PORT DATA_DIR
export PYTHONDONTWRITEBYTECODE := 1
export RUFF_CACHE_DIR := var/cache/ruff

AXE := var/browser/node_modules/axe-core/axe.min.js

.PHONY: run setup serve test lint types layers unit scripts browser fonts server-extras cloud-extras clean

run: setup serve

setup: $(VENV)/run.stamp
	@$(PY) manage.py setup

serve: $(VENV)/run.stamp
	@$(PY) manage.py serve --with-parent

test: lint types layers scripts unit

lint: $(VENV)/dev.stamp
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/dev.stamp
	$(VENV)/bin/mypy

layers: $(VENV)/dev.stamp
	$(VENV)/bin/lint-imports --cache-dir var/cache/import_linter

unit: $(VENV)/dev.stamp
	$(PY) -m pytest

# The pages' scripts; they need nothing but Node itself.
scripts:
	@if command -v node >/dev/null; then node --test tests/js/*.test.js; \
	else echo "Node is not installed: the tests of the pages' scripts are left out."; fi

browser: $(VENV)/browser.stamp $(AXE)
	AXE_CORE=$(AXE) $(PY) -m pytest -m browser tests/browser

$(AXE):
	npm install --prefix var/browser --cache var/cache/npm --no-save --no-audit --no-fund --silent axe-core@4.14.1

# The handwriting fonts of the sample letters, for `manage.py make_sample var/fonts`; all under the Open Font License.
FONTS := la-belle-aurore@5.3.0 herr-von-muellerhoff@5.3.0 cedarville-cursive@5.3.0 rouge-script@5.3.0 \
	dawning-of-a-new-day@5.3.0 waterfall@5.1.1 bilbo@5.3.0

fonts:
	npm install --prefix var/fonts --cache var/cache/npm --no-save --no-audit --no-fund --silent --ignore-scripts \
		$(addprefix @fontsource/,$(FONTS))

# PostgreSQL and Redis.
server-extras: $(VENV)/run.stamp
	$(PIP) $$($(PACKAGES) server)

# The official clients of Google Cloud Vision, AWS Textract and Azure Document Intelligence.
cloud-extras: $(VENV)/run.stamp
	$(PIP) $$($(PACKAGES) cloud)

# The data stays: it is in DATA_DIR.
clean:
	rm -rf $(VENV) var/cache var/browser var/test
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

$(PY):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The virtual environment cannot be made; on Debian: apt install python3-venv"; exit 1; }

# torch first and by its exact version: a looser one pulls gigabytes of CUDA packages.
$(VENV)/run.stamp: pyproject.toml constraints.txt | $(PY)
	@echo "Installing the dependencies into $(VENV); this takes some minutes, and is done once."
	@$(PIP) $$($(PACKAGES) | grep '^torch==')
	@$(PIP) $$($(PACKAGES))
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	@$(PIP) $$($(PACKAGES) dev)
	@touch $@

$(VENV)/browser.stamp: $(VENV)/dev.stamp
	@$(PIP) $$($(PACKAGES) browser)
	@touch $@
