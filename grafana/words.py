"""Words that stand on many panels."""

from alerts.cause import CommuneStatus
from exporter.web.public.wording import COMMUNE_WORDS
from probes.language import Text

CUT_OFF = COMMUNE_WORDS[CommuneStatus.OUTAGE]
DEGRADED = COMMUNE_WORDS[CommuneStatus.DEGRADED]
NOT_KNOWN = COMMUNE_WORDS[CommuneStatus.UNKNOWN]
NORMAL = COMMUNE_WORDS[CommuneStatus.NORMAL]
NO_DATA = Text("Không có số liệu", "No data")
