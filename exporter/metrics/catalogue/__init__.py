"""Every metric family of the program, each defined once: name, type, help, labels, and when it is absent.

One namespace over the files of this folder: `catalogue.PROBE_SUCCESS`. `exporter.metrics.reference` writes docs/metrics.md
from it.
"""

from exporter.metrics.catalogue.agents import *  # noqa: F403
from exporter.metrics.catalogue.authorities import *  # noqa: F403
from exporter.metrics.catalogue.communes import *  # noqa: F403
from exporter.metrics.catalogue.family import *  # noqa: F403
from exporter.metrics.catalogue.lines import *  # noqa: F403
from exporter.metrics.catalogue.oneself import *  # noqa: F403
from exporter.metrics.catalogue.signing import *  # noqa: F403
from exporter.metrics.catalogue.targets import *  # noqa: F403
