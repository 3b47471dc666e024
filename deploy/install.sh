#!/bin/sh
# Installs Thông Suốt from this unpacked folder, without any registry: ./install.sh [FOLDER], /opt/thongsuot if none is named.
# As root it also adds the user and the systemd service; it starts nothing. Run again, it upgrades.
set -eu
cd "$(dirname "$0")"
folder=${1:-/opt/thongsuot}
python=${PYTHON:-python3}

say() { printf 'thongsuot: %s\n' "$*"; }
die() { printf 'thongsuot: %s\n' "$*" >&2; exit 1; }

sha256sum --check --quiet SHA256SUMS || die "this folder is not as it was packed: copy the tarball again"

built_for=$(basename "$PWD" | sed 's/.*-\(py[0-9]*-.*\)/\1/')
have=$("$python" -c 'import platform, sys; print(f"py{sys.version_info[0]}{sys.version_info[1]}-{platform.machine()}")') ||
    die "python3 is not installed (Debian: apt-get install python3 python3-venv)"
[ "$have" = "$built_for" ] || die "packed for $built_for, and this machine has $have: run make dist on a machine like this one"
"$python" -c 'import ensurepip, venv' 2>/dev/null || die "python3-venv is missing (Debian: apt-get install python3-venv)"

"$python" -m venv --clear "$folder"
pip="$folder/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels"
$pip --require-hashes -r requirements.lock
$pip --no-deps ./thongsuot-*.whl
say "$("$folder/bin/thongsuot" --version) is in $folder"

[ "$(id -u)" = 0 ] || { say "not root: the service was not added; start it yourself: $folder/bin/thongsuot run --config ..."; exit 0; }
command -v systemctl >/dev/null || { say "no systemd here: the service was not added"; exit 0; }

getent passwd thongsuot >/dev/null ||
    useradd --system --home-dir /var/lib/thongsuot --no-create-home --shell /usr/sbin/nologin thongsuot
install -d -m 750 -o root -g thongsuot /etc/thongsuot
sed "s|/opt/thongsuot|$folder|g" systemd/thongsuot.service >/etc/systemd/system/thongsuot.service
install -m 644 etc/sysctl.d/60-thongsuot.conf /etc/sysctl.d/60-thongsuot.conf
[ ! -d /run/systemd/system ] || systemctl daemon-reload
say "write the inventory into /etc/thongsuot/inventory, then: systemctl enable --now thongsuot"
