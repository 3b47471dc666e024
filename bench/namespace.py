"""A network of our own: loopback that nobody else pings on, and addresses whose packets vanish without an answer."""

import os
import shutil
import subprocess
import sys

from tests.network.inside import prepare

DEAD_NETWORK = "10.9.0.0/16"
"""Whatever is sent there disappears: to ping and to connect end in a timeout."""

_INSIDE = "THONGSUOT_BENCH_NAMESPACE"
_SETUP = (
    "ip link add here type veth peer name nowhere",
    "ip link set here up",
    "ip link set nowhere up",
    "ip addr add 10.8.0.1/24 dev here",
    "ip neigh add 10.8.0.2 lladdr 02:00:00:00:00:01 dev here nud permanent",  # no interface has this one
    f"ip route add {DEAD_NETWORK} via 10.8.0.2",
)


def in_namespace(module: str) -> None:
    """Go on inside a network namespace: returns only there. Needs root and iproute2."""
    if _INSIDE not in os.environ:
        if os.geteuid() != 0 or shutil.which("ip") is None:
            raise SystemExit("this benchmark needs root, and ip of the Debian package iproute2")
        command = ["unshare", "--net", sys.executable, "-m", module, *sys.argv[1:]]
        raise SystemExit(subprocess.run(command, env={**os.environ, _INSIDE: "1"}, check=False).returncode)
    prepare(datagram=True)  # raw sockets would each be handed every reply of all others
    for line in _SETUP:
        subprocess.run(line.split(), check=True)
