"""What a mode does not use it does not import: the agent has 90 MB."""

import subprocess
import sys

UNUSED = (
    "alerts.alertmanager",
    "alerts.relay",
    "alerts.report",
    "alerts.rules",
    "asn1crypto",
    "babel",
    "cramjam",
    "exporter.app",
    "exporter.demo",
    "exporter.delivery.ingest",
    "exporter.delivery.replay",
    "exporter.metrics",
    "exporter.report",
    "holidays",
    "openpyxl",
    "pkcs11",
    "probes.expand",
    "prometheus_client",
    "pyhanko_certvalidator",
    "rfc3161_client",
    "rich",
    "segno",
)


def test_the_agent_imports_nothing_that_only_the_hub_needs() -> None:
    show = "import sys, exporter.cli.agent_command; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    imported = ran.stdout.split()
    found = [name for name in UNUSED if any(f"{module}.".startswith(f"{name}.") for module in imported)]

    assert "exporter.agent.app" in imported
    assert found == []
