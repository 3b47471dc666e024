"""What each row of each dashboard must show of the demo's story, and of the five weeks before it: a file for each dashboard."""

from collections.abc import Mapping

from tests.grafana.expected import commune, lines, monitoring, overview, province, report, services, signing
from tests.grafana.injected import Injected, Known

INJECTED: Mapping[str, tuple[Injected, ...]] = {
    "overview": overview.INJECTED,
    "province": province.INJECTED,
    "commune": commune.INJECTED,
    "lines": lines.INJECTED,
    "services": services.INJECTED,
    "signing": signing.INJECTED,
    "monitoring": monitoring.INJECTED,
}
KNOWN: Mapping[str, tuple[Known, ...]] = {
    "province": province.KNOWN,
    "lines": lines.KNOWN,
    "services": services.KNOWN,
    "signing": signing.KNOWN,
    "monitoring": monitoring.KNOWN,
    "report": report.KNOWN,
}
