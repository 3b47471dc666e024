#!/bin/sh
# Sees to the real programs that the tests need (tests/peers/debian-packages.txt): installs what is missing when it may.
set -eu
cd "$(dirname "$0")/.."
list=tests/peers/debian-packages.txt

# missing: the packages of the list whose command is not there (Debian keeps some commands in sbin)
missing() {
    sed 's/#.*//' $list | while read -r package command; do
        [ -z "$package" ] || PATH=$PATH:/usr/sbin:/sbin command -v "$command" >/dev/null || printf '%s ' "$package"
    done
}

wanted=$(missing)
[ -n "$wanted" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "tests: installing with apt-get: $wanted"
    . scripts/apt.sh
    apt_install $wanted || echo "tests: apt-get could not install everything" >&2
    echo "tests: none of their services was started, and none will start with the machine"
    wanted=$(missing)
fi
[ -n "$wanted" ] || exit 0

echo "tests: missing: $wanted(as root on Debian: apt-get install --no-install-recommends $wanted)" >&2
if [ "${CI:-}" = true ]; then
    echo "tests: CI=true, and every test has to run: stopping" >&2
    exit 1
fi
echo "tests: going on; the tests that need them are left out, and named at the end" >&2
