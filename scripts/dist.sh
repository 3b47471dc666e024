#!/bin/sh
# Packs dist/thongsuot-<version>-py<NNN>-<machine>.tar.gz: our wheel, every locked wheel it needs, the unit file and install.sh.
# It installs on a machine with the same Python and processor that reaches no registry at all.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python

rm -rf build/wheel
$python -m hatchling build -t wheel -d build/wheel >/dev/null
wheel=$(basename build/wheel/*.whl)
version=$(echo "$wheel" | cut -d- -f2)
tag=$($python -c 'import platform, sys; print(f"py{sys.version_info[0]}{sys.version_info[1]}-{platform.machine()}")')
name=thongsuot-$version-$tag
tree=build/$name

rm -rf "$tree"
mkdir -p "$tree/wheels" "$tree/deploy/grafana" dist
cp "build/wheel/$wheel" "$tree/"
cp requirements.lock LICENSE README.md README.vi.md CHANGELOG.md deploy/install.sh "$tree/"
cp -r docs "$tree/"
cp -r grafana/dashboards grafana/provisioning "$tree/deploy/grafana/"
cp -r deploy/etc deploy/systemd "$tree/deploy/"
echo "$tag" >"$tree/built-for"
$python -m pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
    -r requirements.lock -d "$tree/wheels"
(cd "$tree" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum >SHA256SUMS)
tar --sort=name --owner=0 --group=0 --numeric-owner -C build -czf "dist/$name.tar.gz" "$name"
echo "dist/$name.tar.gz ($(du -h "dist/$name.tar.gz" | cut -f1)): copy it over, unpack it, run ./install.sh as root"
