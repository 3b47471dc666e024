#!/bin/sh
# Makes .venv and fills it from the lock: `scripts/venv.sh runtime`, or `dev` for what tests and checks need too.
# Which registry is asked is pip's own setting (pip.conf, PIP_* variables); the hashes of the lock decide what is taken.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

case $1 in
    runtime) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "usage: scripts/venv.sh runtime|dev" >&2; exit 2 ;;
esac

say() { printf 'thongsuot: %s\n' "$*"; }
die() { printf 'thongsuot: %s\n' "$*" >&2; exit 1; }

made_elsewhere() {
    grep -q '^command = ' .venv/pyvenv.cfg && ! grep -qE "^command = .* $(pwd -P)/\.venv$" .venv/pyvenv.cfg
}

command -v "$python" >/dev/null || die "python3 is not installed (Debian: apt-get install python3 python3-venv)"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    die "$("$python" --version) is too old: 3.11 or newer is needed. Another one: make setup PYTHON=/path/to/python3.11"

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "python3-venv is missing: installing it with apt-get"
        . scripts/apt.sh
        apt_install python3-venv
    else
        die "python3-venv is missing. Install it once, as root: apt-get install python3-venv"
    fi
fi

# A copied folder brings a .venv whose commands still point to the old place, and a new Debian release breaks it: make it anew.
if [ -e .venv ] && { ! .venv/bin/python -c '' 2>/dev/null || made_elsewhere; }; then
    say ".venv does not work here: making it anew"
    rm -rf .venv
fi
[ -e .venv ] || "$python" -m venv .venv

say "installing $(grep -c '^[a-z]' $lock) locked packages into .venv (once; the first time takes a minute or two)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $lock
# hatchling and editables came with the lock, so building our own package downloads nothing.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
