# `make` alone lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Compiled once, not at the start of each of the hundred processes of a run.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test check bench shots lock messages

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install what is missing for running, tests and checks
	@scripts/setup.sh all

run: ## start everything on this machine (PORT=8000, DATABASE_URL, REDIS_URL)
	@scripts/setup.sh run
	@exec $(PYTHON) manage.py serve

test: setup ## run all tests
	@pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: setup ## lint, types, import direction, deployment, migrations, translations, scripts and styles
	@scripts/check.sh

bench: setup ## benchmarks beside a baseline (ONLY=divisions|board|recount|persons|vetting|documents)
	@$(PYTHON) -m benchmarks $(ONLY)

shots: setup ## screenshots of every page into var/shots
	@$(PYTHON) manage.py shots

lock: ## renew the locked requirements
	@export UV_CUSTOM_COMPILE_COMMAND="make lock"; \
	for set in production local node; do \
	  uv pip compile --quiet --generate-hashes --python-version 3.11 --no-emit-index-url \
	    $$([ $$set = production ] || echo -c requirements/production.txt) requirements/$$set.in -o requirements/$$set.txt; \
	done

messages: ## collect the texts to translate into locale/
	@$(PYTHON) manage.py makemessages --locale zh_Hans --no-location --no-wrap --no-obsolete --ignore node_modules --ignore var --ignore .venv --ignore tests --ignore benchmarks
