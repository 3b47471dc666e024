#!/bin/sh
# Puts Grafana's published types, and the compiler that reads them, into build/schema for the tests of the dashboards. They are not
# ours, and so are fetched and never committed. npm's own setting says from which registry; the lock's hashes say what is taken.
set -eu
cd "$(dirname "$0")/.."
wanted=tests/grafana/types
folder=build/schema
there=$folder/.installed-$(cat $wanted/package.json $wanted/package-lock.json | sha256sum | cut -d' ' -f1)

[ -e "$there" ] && exit 0
if ! command -v npm >/dev/null; then
    echo "tests: npm is missing; going on without Grafana's types, and the tests that need npm are left out" >&2
    exit 0
fi

echo "tests: fetching Grafana's types, with npm"
rm -rf $folder
mkdir -p $folder
cp $wanted/package.json $wanted/package-lock.json $folder
(cd $folder && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >npm.log 2>&1) || {
    cat $folder/npm.log >&2
    exit 1
}
touch "$there"
