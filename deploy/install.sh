#!/bin/sh
# Installs Thông Suốt from this unpacked folder, without any registry:
#   ./install.sh [--no-service] [FOLDER]      FOLDER is /opt/thongsuot if none is named
# Adds the user and the systemd services (that needs root), unless told not to; starts nothing. Run again, it upgrades.
set -eu
service=yes
[ "${1:-}" != --no-service ] || { service=no; shift; }
folder=$(realpath -m "${1:-/opt/thongsuot}")
cd "$(dirname "$0")"
python=${PYTHON:-python3}

say() { printf 'thongsuot: %s\n' "$*"; }
die() { printf 'thongsuot: %s\n' "$*" >&2; exit 1; }

[ $service = no ] || [ "$(id -u)" = 0 ] || die "adding the service needs root; without it: ./install.sh --no-service FOLDER"
[ $service = no ] || command -v systemctl >/dev/null || die "no systemd here: ./install.sh --no-service FOLDER"
sha256sum --check --quiet SHA256SUMS || die "this folder is not as it was packed: copy the tarball again"

built_for=$(cat built-for)
have=$("$python" -c 'import platform, sys; print(f"py{sys.version_info[0]}{sys.version_info[1]}-{platform.machine()}")') ||
    die "python3 is not installed (Debian: apt-get install python3 python3-venv)"
[ "$have" = "$built_for" ] || die "packed for $built_for, and this machine has $have: run make dist on a machine like this one"
"$python" -c 'import ensurepip, venv' 2>/dev/null || die "python3-venv is missing (Debian: apt-get install python3-venv)"

# The folder is emptied first, so it has to be one of ours.
[ -z "$(ls -A "$folder" 2>/dev/null)" ] || [ -x "$folder/bin/thongsuot" ] ||
    die "$folder holds something else: name a folder that is new, empty, or an earlier installation"

"$python" -m venv --clear "$folder"
pip="$folder/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels"
$pip --require-hashes -r requirements.lock
$pip --no-deps ./thongsuot-*.whl
say "$("$folder/bin/thongsuot" --version) is in $folder"

[ $service = yes ] || exit 0

getent passwd thongsuot >/dev/null ||
    useradd --system --home-dir /var/lib/thongsuot --no-create-home --shell /usr/sbin/nologin thongsuot
install -d -m 750 -o root -g thongsuot /etc/thongsuot
install -d -m 700 -o thongsuot -g thongsuot /var/lib/thongsuot-agent
for unit in thongsuot.service thongsuot-agent.service thongsuot-relay.service thongsuot-publish.service thongsuot-weekly.service thongsuot-weekly.timer; do
    sed "s|/opt/thongsuot|$folder|g" "deploy/systemd/$unit" >"/etc/systemd/system/$unit"
done
[ ! -d /run/systemd/system ] || systemctl daemon-reload
if systemctl is-active --quiet thongsuot 2>/dev/null; then
    say "upgraded; the old version runs until: systemctl restart thongsuot"
elif systemctl is-active --quiet thongsuot-agent 2>/dev/null; then
    say "upgraded; the old version runs until: systemctl restart thongsuot-agent"
else
    say "write the inventory into /etc/thongsuot/inventory, then: systemctl enable --now thongsuot"
    say "or, inside a commune, /etc/thongsuot/agent.yml: see docs/agent.md"
fi
