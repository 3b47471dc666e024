"""A whole small province on loopback: services, a hub that watches them, and a real Prometheus that scrapes the hub."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import requests

from tests.peers import prometheus
from tests.peers.prometheus import Prometheus
from tests.peers.stage_authority import StagedAuthority, serving_authority
from tests.peers.stage_gate import Trouble
from tests.peers.stage_servers import NAME, Manner, Services, serving_all
from tests.servers.certificates import Certificates

LINE, LINE_ADDRESS = "20056/tt/chinh", "127.46.0.1"
WINDOW, WINDOW_ADDRESS = "20044/tt/chinh", "127.46.0.2"
NEW_LINE = "20044/tt/du-phong"
NEVER, NEVER_ADDRESS = "20071/tt/chinh", "127.46.0.3"
WITNESSES = ("127.46.255.1", "127.46.255.2", "127.46.255.3")
PAGE, PLAIN, NAMES, PORT = "portal/page", "portal/plain", "portal/names", "portal/port"
SIGNER, CHAIR = "20056/signer/con-dau", "20056/signer/chu-tich"
TRUST, CRL, OCSP, TSA = (f"authority/ca/{service}" for service in ("trust", "crl", "ocsp", "timestamp"))

_ROOT = Path(__file__).parents[2]
_INVENTORY = """
settings:
  data_dir: ../data
  listen: {{public: "127.0.0.1:0", operations: "127.0.0.1:0"}}
  rhythm:
    {{link_interval: 1s, link_packets: 10, link_gap: 20ms, link_timeout: 500ms, witness_interval: 1s,
     service_interval: 3s, service_timeout: 3s, certificate_interval: 2s, crl_interval: 3s, ocsp_interval: 3s,
     timestamp_interval: 60s, timestamp_timeout: 10s}}
  thresholds: {{confirm_every: 500ms, flap_window: 60s, flap_clear: 4s, window: 5s}}
provinces: [{{code: "46", name: Thành phố Huế}}]
isps: [{{id: vnpt, name: VNPT}}, {{id: viettel, name: Viettel}}]
teams: [{{id: truc, name: {team}}}]
communes:
  - {{code: "20056", name: {commune}, province: "46",
     sites: [{{id: tt, links: [{{id: chinh, isp: vnpt, address: 127.46.0.1}}]}}]}}
  - {{code: "20044", name: Xã A Lưới 2, province: "46",
     sites: [{{id: tt, links: [{{id: chinh, isp: viettel, address: 127.46.0.2}}{line}]}}]}}
  - {{code: "20071", name: Xã A Lưới 3, province: "46",
     sites: [{{id: tt, links: [{{id: chinh, isp: viettel, address: 127.46.0.3}}]}}]}}
services:
  - id: portal
    name: Cổng dịch vụ
    checks:
      - {{id: page, kind: http, url: "https://localhost:{page}/", trust: {trust}}}
      - {{id: plain, kind: http, url: "http://127.0.0.1:{plain}/"}}
      - {{id: names, kind: dns, name: {name}, server: 127.0.0.1, port: {names}}}
{port}
authorities:
  - id: ca
    name: CA
    anchors: [{folder}/root.pem]
    intermediates: [{folder}/sub.pem]
    canary: {folder}/canary.pem
    crl_files: [{folder}/lists]
    crl: ["http://127.0.0.1:{crl}/ca.crl"]
    ocsp: "http://127.0.0.1:{ocsp}/"
    ocsp_good: {folder}/good.pem
    ocsp_revoked: {folder}/revoked.pem
    timestamp: "http://127.0.0.1:{tsa}/"
    from_certificates: no
signers:
  - {{id: con-dau, commune: "20056", role: ubnd, signer_kind: organisation, authority: ca, file: {folder}/seal.pem}}
  - {{id: chu-tich, commune: "20056", role: chu-tich, signer_kind: person, authority: ca, file: {folder}/chair.pem}}
witnesses:
  - {{id: w1, address: 127.46.255.1}}
  - {{id: w2, address: 127.46.255.2}}
  - {{id: w3, address: 127.46.255.3}}
{witness}
"""
_NEW_LINE = ", {id: du-phong, role: backup, isp: vnpt, address: 127.46.0.4}"
_NEW_WITNESS = "  - {id: w4, address: 127.46.255.4}"
_CHECK_OF_THE_PORT = "      - {{id: port, kind: tcp, host: 127.0.0.1, port: {plain}}}"

# As people who come from blackbox_exporter have them.
_RULES = """
groups:
  - name: blackbox
    rules:
      - {alert: ProbeFailed, expr: probe_success == 0}
      - {alert: ProbeSlow, expr: "avg_over_time(probe_duration_seconds[10s]) > 1"}
      - {alert: HttpStatus, expr: "probe_http_status_code <= 199 or probe_http_status_code >= 400"}
      - {alert: HttpSlow, expr: "sum by (instance) (probe_http_duration_seconds) > 1"}
      - {alert: PingSlow, expr: 'avg_over_time(probe_icmp_duration_seconds{phase="rtt"}[5s]) > 0.1'}
      - {alert: TlsEndsSoon, expr: "0 <= probe_ssl_earliest_cert_expiry - time() < 20 * 86400"}
      - {alert: TlsEnded, expr: "probe_ssl_earliest_cert_expiry - time() <= 0"}
"""
_SCRAPES = """
global: {{scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}}
rule_files: [rules.yml]
scrape_configs:
  - job_name: thongsuot
    honor_labels: true
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
  - job_name: looks
    metrics_path: /probe
    scrape_interval: 2s
    params: {{target: [portal/plain], module: [http]}}
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""


ALWAYS = Trouble(cut=(NEVER_ADDRESS,))
WELL = Manner()


@dataclass(frozen=True, slots=True)
class Act:
    """What is wrong at one time; as it stands here, nothing.

    seal, chair: what the signers' files hold. held: the seal is on hold. odd: see StagedAuthority. trusted: whether the
    authority's file can be read. frozen: the hub's process.
    inventory: `whole`, `renamed` (other names, and the port is no longer looked at), `grown` (one more line and witness,
    and another team's name) or `faulty`.
    """

    trouble: Trouble = ALWAYS
    manner: Manner = WELL
    seal: str = "good"
    chair: str = "good"
    held: bool = False
    odd: bool = False
    trusted: bool = True
    inventory: str = "whole"
    frozen: bool = False


CALM = Act()


class Stage:
    """The province, as one act leaves it."""

    def __init__(self, folder: Path, services: Services, trust: Path, authority: StagedAuthority) -> None:
        self._files = folder / "certificates"
        self._inventory = folder / "inventory" / "inventory.yml"
        self._services = services
        self._trust = trust
        self._act = CALM
        self._authority = authority
        self._inventory.parent.mkdir()
        self._write(CALM)
        self._log = folder / "hub.log"
        with self._log.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.peers.stage_hub", str(self._inventory.parent)],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        self.port = 0

    def begin(self) -> None:
        """Wait until the hub listens; what is always wrong is wrong from now on."""
        assert self.process.stdout is not None
        port = self.process.stdout.readline().strip()
        assert port, self._log.read_text(encoding="utf-8")
        self.port = int(port)
        self._tell(CALM.trouble)

    def play(self, act: Act) -> None:
        """From now on this is wrong, and nothing else."""
        before, self._act = self._act, act
        if before.frozen:
            self.process.send_signal(signal.SIGCONT)
        self._services.manner = act.manner
        self._tell(act.trouble)
        self._write(act)
        if act.inventory != before.inventory:
            requests.post(f"http://127.0.0.1:{self.port}/-/reload", timeout=30)
        if act.frozen:
            self.process.send_signal(signal.SIGSTOP)

    def close(self) -> None:
        """End the hub, whatever it is doing."""
        with suppress(OSError):
            self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        self.process.communicate(timeout=30)

    def _tell(self, trouble: Trouble) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asdict(trouble)) + "\n")
        self.process.stdin.flush()

    def _write(self, act: Act) -> None:
        self._authority.odd = act.odd
        self._authority.write(seal=act.seal, chair=act.chair, held=act.held, trusted=act.trusted)
        renamed, grown = act.inventory == "renamed", act.inventory == "grown"
        text = _INVENTORY.format(
            commune="Xã Tên Mới" if renamed else "Xã A Lưới 1",
            team="Tổ mới" if renamed else "Tổ lớn" if grown else "Tổ trực",
            line=_NEW_LINE if grown else "",
            witness=_NEW_WITNESS if grown else "",
            port="" if renamed else _CHECK_OF_THE_PORT.format(plain=self._services.plain),
            page=self._services.page,
            plain=self._services.plain,
            names=self._services.names,
            name=NAME,
            trust=self._trust,
            folder=self._files,
            crl=self._authority.crl,
            ocsp=self._authority.ocsp,
            tsa=self._authority.tsa,
        )
        if act.inventory == "faulty":
            text = text.replace('"20044"', "20044")
        self._inventory.write_text(text, encoding="utf-8")


@contextmanager
def set_up(folder: Path) -> Iterator[tuple[Stage, Prometheus]]:
    """The province and the Prometheus that scrapes it, until the block ends."""
    certificates = Certificates(folder)
    with (
        serving_all(certificates) as services,
        serving_authority(folder / "certificates") as authority,
    ):
        stage = Stage(folder, services, certificates.trust, authority)
        try:
            stage.begin()
            there = folder / "prometheus"
            there.mkdir()
            (there / "rules.yml").write_text(_RULES, encoding="utf-8")
            with prometheus.running(there, _SCRAPES.format(port=stage.port)) as scraper:
                yield stage, scraper
        finally:
            stage.close()
