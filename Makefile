# 巡视整改档案. `make` alone lists the targets. Nothing is needed but make and Python 3.11 or newer.

PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
# The first Python on the PATH that is new enough; `PYTHON=path` names another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && { echo $$p; break; }; done)

.DEFAULT_GOAL := help
.PHONY: help run test soak lint format lock clean

help: ## 列出命令 · list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/runtime.stamp ## 安装、建库、导入示例并启动网站 · set up and serve on 127.0.0.1 (PORT=8000, ARCHIVE_HOME=var)
	@$(PY) manage.py serve --port '$(PORT)'

test: $(VENV)/dev.stamp ## 全部检查和测试 · every check and test
	@$(PY) -m tests.suite

# SOAK='--kills 500 --seed 2 --seconds 7200' asks for more.
soak: $(VENV)/dev.stamp ## 长时间的故障试验，写入 docs/measurements.md · the long runs of faults
	$(PY) -m tests.soak $(SOAK)

lint: $(VENV)/dev.stamp ## 风格、类型、导入方向 · style, types, direction of imports
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

format: $(VENV)/dev.stamp ## 统一代码格式 · format the code
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

# Hashes, but neither host names nor this machine's paths: the lock must work with any index.
UV_COMPILE := $(VENV)/bin/uv --quiet pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock"
lock: $(VENV)/dev.stamp ## 依 requirements*.in 重新锁定依赖 · lock the dependencies anew (LOCK=--upgrade raises them)
	$(PIP) install --quiet uv
	$(UV_COMPILE) $(LOCK) requirements.in -o requirements.txt
	$(UV_COMPILE) $(LOCK) --constraint requirements.txt requirements-dev.in -o requirements-dev.txt

clean: ## 删除环境和生成的文件，不动档案 · remove what was generated; the archive in var/ stays
	rm -rf $(VENV) staticfiles build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(PY):
	@test -n '$(PYTHON)' && $(PYTHON) -c '$(NEW_ENOUGH)' || { \
		echo '需要 Python 3.11 或更新的版本; 可用 make PYTHON=路径 指定。'; \
		echo 'Python 3.11 or newer is needed; name one with make PYTHON=path.'; exit 1; } >&2
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo '无法建立虚拟环境: 在 Debian 和 Ubuntu 上请先安装 python3-venv。'; \
		echo 'No virtual environment could be made: on Debian and Ubuntu install python3-venv first.'; exit 1; } >&2

# A stamp is older than its lock when the lock changed: only then does pip run.
$(VENV)/runtime.stamp: requirements.txt | $(PY)
	@echo '正在安装运行环境… · installing'
	@$(PIP) install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(PY)
	@echo '正在安装开发环境… · installing'
	@$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/runtime.stamp
