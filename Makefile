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

.PHONY: run setup serve test lint types layers unit scripts services browser fonts server-extras cloud-extras clean

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

# Two processes of one thread each: a file's tests stay together, as they share what they have read.
unit: $(VENV)/dev.stamp
	OMP_NUM_THREADS=1 $(PY) -m pytest -n 2 --dist loadfile

# The pages' scripts; they need nothing but Node itself.
scripts:
	@if command -v node >/dev/null; then node --test tests/js/*.test.js; \
	else echo "Node is not installed: the tests of the pages' scripts are left out."; fi

# On PostgreSQL and beside Redis, as DATABASE_URL and REDIS_URL name them, see .ci/services; and in a bucket of moto's.
services: $(VENV)/services.stamp
	@test -n "$$DATABASE_URL" || { echo "Start it beside both servers: .ci/services make services"; exit 1; }
	$(PY) -m pytest tests/services tests/review tests/recognition/api tests/recognition/test_*.py tests/hwocr_site/test_first_people.py \
		$(patsubst %,tests/recognition/services/test_%.py,access at_once exports ingest jobs labels layout notes own_words)

browser: $(VENV)/browser.stamp $(AXE)
	AXE_CORE=$(AXE) $(PY) -m pytest -m browser tests/browser

$(AXE):
	npm install --prefix var/browser --cache var/cache/npm --no-save --no-audit --no-fund --silent axe-core@4.14.1

# Handwriting fonts, all under the Open Font License: FONTS of the sample letters (`manage.py make_sample var/fonts`),
# HANDS besides them for synthetic lines (`manage.py make_lines`).
FONTS := la-belle-aurore@5.3.0 herr-von-muellerhoff@5.3.0 cedarville-cursive@5.3.0 rouge-script@5.3.0 \
	dawning-of-a-new-day@5.3.0 waterfall@5.1.1 bilbo@5.3.0
HANDS := alex-brush@5.3.0 allura@5.3.0 bad-script@5.3.0 beth-ellen@5.3.0 caveat@5.3.0 clicker-script@5.3.0 \
	comforter@5.2.8 corinthia@5.3.0 dancing-script@5.3.0 ephesis@5.3.0 estonia@5.0.20 fuggles@5.3.0 \
	give-you-glory@5.3.0 gochi-hand@5.3.0 great-vibes@5.3.0 indie-flower@5.3.0 inspiration@5.2.7 \
	italianno@5.3.0 just-me-again-down-here@5.3.0 kolker-brush@5.3.0 kristi@5.3.0 league-script@5.2.8 \
	licorice@5.3.0 loved-by-the-king@5.3.0 mansalva@5.3.0 marck-script@5.3.0 meddon@5.3.0 \
	monsieur-la-doulaise@5.3.0 montecarlo@5.2.8 mr-bedfort@5.3.0 mr-dafoe@5.3.0 mr-de-haviland@5.3.0 \
	mrs-saint-delafield@5.3.0 ms-madi@5.3.0 nothing-you-could-do@5.3.0 oooh-baby@5.3.0 over-the-rainbow@5.3.0 \
	parisienne@5.3.0 passions-conflict@5.2.8 patrick-hand@5.3.0 petit-formal-script@5.3.0 pinyon-script@5.3.0 \
	qwigley@5.2.8 reenie-beanie@5.3.0 ruthie@5.3.0 sacramento@5.3.0 shadows-into-light@5.3.0 square-peg@5.3.0 \
	stalemate@5.3.0 sue-ellen-francisco@5.3.0 swanky-and-moo-moo@5.3.0 tangerine@5.3.0 the-nautigal@5.2.7 \
	vujahday-script@5.3.0 waiting-for-the-sunrise@5.3.0 whisper@5.3.0 zeyada@5.3.0

fonts:
	npm install --prefix var/fonts --cache var/cache/npm --no-save --no-audit --no-fund --silent --ignore-scripts \
		$(addprefix @fontsource/,$(FONTS) $(HANDS))

# PostgreSQL, Redis and S3.
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

$(VENV)/services.stamp: $(VENV)/dev.stamp
	@$(PIP) $$($(PACKAGES) server services)
	@touch $@

$(VENV)/browser.stamp: $(VENV)/dev.stamp
	@$(PIP) $$($(PACKAGES) browser)
	@touch $@
