"""The default route, out of what Linux says of its routes."""

from ipaddress import ip_address
from pathlib import Path

from exporter.agent.gateway import default_gateway

HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
LAN = "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
NOWHERE = "0" * 32


def ipv4(gateway: str, *, metric: int = 0, flags: str = "0003") -> str:
    return f"eth0\t00000000\t{gateway}\t{flags}\t0\t0\t{metric}\t00000000\t0\t0\t0\n"


def ipv6(gateway: str, *, metric: int = 1024, flags: int = 3) -> str:
    packed = ip_address(gateway).packed.hex()
    return f"{NOWHERE} 00 {NOWHERE} 00 {packed} {metric:08x} 00000001 00000000 {flags:08x} eth0\n"


def routes(folder: Path, of_ipv4: str = HEAD, of_ipv6: str = "") -> Path:
    (folder / "route").write_text(of_ipv4)
    (folder / "ipv6_route").write_text(of_ipv6)
    return folder


def test_it_is_the_gateway_of_the_cheapest_route_to_everywhere(tmp_path: Path) -> None:
    table = HEAD + ipv4("0101A8C0", metric=600) + LAN + ipv4("FE01A8C0", metric=100)

    assert default_gateway(routes(tmp_path, table)) == ip_address("192.168.1.254")


def test_ipv4_comes_first_and_ipv6_will_do(tmp_path: Path) -> None:
    six = ipv6("2001:db8::1")

    assert default_gateway(routes(tmp_path, HEAD + ipv4("0101A8C0"), six)) == ip_address("192.168.1.1")
    assert default_gateway(routes(tmp_path, HEAD + LAN, six)) == ip_address("2001:db8::1")


def test_a_route_that_is_down_rejects_or_needs_no_gateway_is_no_way_out(tmp_path: Path) -> None:
    table = HEAD + ipv4("0101A8C0", flags="0002") + ipv4("0201A8C0", flags="0203")
    table += ipv4("00000000", flags="0001")

    assert default_gateway(routes(tmp_path, table, ipv6("fe80::1"))) is None


def test_without_proc_there_is_none(tmp_path: Path) -> None:
    assert default_gateway(tmp_path / "nowhere") is None
