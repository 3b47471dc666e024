#!/bin/sh
# Writes both locks anew from pyproject.toml: the newest releases that are at least a week old, with the hash of every file.
# A week, because a poisoned release is usually found and withdrawn within days.
set -eu
cd "$(dirname "$0")/.."
cutoff=$(date -u -d '7 days ago' +%Y-%m-%d)

[ -x build/lock/bin/python ] || "${PYTHON:-python3}" -m venv build/lock
build/lock/bin/python -m pip install --quiet --disable-pip-version-check --upgrade uv

# compile LOCK WHAT-FOR [OPTION...]
compile() {
    lock=$1 purpose=$2
    shift 2
    build/lock/bin/uv pip compile --quiet --universal --upgrade --generate-hashes --no-header --no-emit-index-url \
        --exclude-newer "$cutoff" --all-extras "$@" pyproject.toml --output-file "build/$lock"
    { printf '# %s Written by `make lock`; no release is younger than %s.\n' "$purpose" "$cutoff"; cat "build/$lock"; } >"$lock"
    echo "$lock: $(grep -c '^[a-z]' "$lock") packages"
}

compile requirements.lock 'What thongsuot needs to run and to be built.' --group build
compile requirements-dev.lock 'The same releases, and what the tests and checks need.' \
    --group build --group dev --constraint requirements.lock
