# 青桥: everything is set up on first use; only python3 (3.11-3.13) and make are needed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
QT     := $(VENV)/.qt-libraries

.PHONY: run test check bench simulate soak screenshots package check-package package-windows check-package-windows test-windows lock clean
.DELETE_ON_ERROR:

run: $(READY) $(QT)
	@$(BIN)/python -m tests.demonstration

# in the order of the folders: the long journeys early, many short tests to even out the end
test: $(READY) $(QT)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/windows desktop tests/windows
	@$(BIN)/lint-imports

# up to a million rows; ROWS=100000 for less
bench: $(READY)
	@$(BIN)/python -m tests.benchmarks $(ROWS)

# a whole province and its weeks; TOWNSHIPS=100 for a smaller one
simulate: $(READY)
	@$(BIN)/python -m tests.simulation $(TOWNSHIPS)

# hours; PART="histories 500" for so many of one part
soak: $(READY)
	@$(BIN)/python -m tests.soak $(PART)

# ONLY=exchange for those whose names contain it
screenshots: $(READY) $(QT)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.screenshots --out build/screenshots --only "$(ONLY)"

# the frozen collection and, on Debian, the .deb: dist/
package: build/package-env/.ready
	@build/package-env/bin/python installer/linux/qt_libraries.py
	@build/package-env/bin/python installer/build_notes.py build/notes
	@build/package-env/bin/python -m PyInstaller --noconfirm --log-level WARN \
		--distpath dist --workpath build/pyinstaller build.spec
	@build/package-env/bin/python installer/build_notes.py --check dist/qingqiao
	@$(PYTHON) installer/linux/deb.py dist/qingqiao dist $(QUICK)

# installs the package in a bare system, of this machine's Debian or SUITE, and uses it there;
# PACKAGES=dist/release for the one that is released
PACKAGES ?= dist
check-package:
	@$(PYTHON) installer/linux/check_deb.py $(PACKAGES) $(SUITE)

# needs root and debootstrap: makes a Debian 13 with wine in the user's cache (QINGQIAO_CACHE)
package-windows:
	@$(PYTHON) installer/windows/package.py dist/windows $(QUICK)

# installs, uses, upgrades and uninstalls it in wine
check-package-windows:
	@$(PYTHON) installer/windows/check.py dist/windows

# the tests that meet the system, in wine; TESTS="…" for others
test-windows:
	@$(PYTHON) installer/windows/suite.py $(TESTS)

build/package-env/.ready: requirements-package.txt installer/setup.py
	@$(PYTHON) installer/setup.py build/package-env requirements-package.txt
	@touch $@

# needs uv (pip install uv)
lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-header --quiet -o requirements.txt
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --quiet -o requirements-dev.txt
	uv pip compile pyproject.toml --group package --universal --generate-hashes --no-header --quiet -o requirements-package.txt

clean:
	rm -rf build $(VENV)

$(READY): requirements-dev.txt pyproject.toml installer/setup.py
	@$(PYTHON) installer/setup.py $(VENV) requirements-dev.txt
	@touch $@

$(QT): $(READY) installer/linux/qt_libraries.py
	@$(BIN)/python installer/linux/qt_libraries.py
	@touch $@
