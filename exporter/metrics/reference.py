"""docs/metrics.md, written from the catalogue: `python -m exporter.metrics.reference > docs/metrics.md`."""

import sys
from collections.abc import Iterator

from exporter.metrics import catalogue
from exporter.metrics.catalogue import TARGET_LABELS, Family
from exporter.metrics.measures import FAMILIES, SIGNING_FAMILIES
from exporter.metrics.signing import STATES
from probes.reasons import Reason
from probes.signing.state import SigningState

_MEANING = (
    catalogue.COMMUNE_INFO,
    catalogue.COMMUNE_STATUS,
    catalogue.COMMUNES,
    catalogue.INCIDENT_OPEN,
    catalogue.INCIDENT_AFFECTED,
    catalogue.INCIDENT_START,
    catalogue.TEAM_INFO,
)
_SIGNERS = (
    catalogue.COMMUNE_SIGNERS,
    catalogue.COMMUNE_USABLE_SIGNERS,
    catalogue.SIGN_DISAGREEMENTS,
    catalogue.SIGN_ROUTES,
)
_AGENTS = (
    catalogue.AGENT_LAST_CONTACT,
    catalogue.AGENT_CLOCK_SKEW,
    catalogue.AGENT_BACKLOG,
    catalogue.AGENT_OBSERVATIONS,
    catalogue.AGENT_BOOT,
    catalogue.AGENT_ON_BATTERY,
    catalogue.AGENT_INFO,
    catalogue.AGENT_CONFLICT,
    catalogue.REPLAY_SAMPLES,
    catalogue.REPLAY_WAITING,
)
_ONESELF = (
    catalogue.BUILD_INFO,
    catalogue.RELOAD_SUCCESSFUL,
    catalogue.RELOAD_TIMESTAMP,
    catalogue.ROUNDS,
    catalogue.ROUND_DURATION,
    catalogue.ROUND_LATE,
    catalogue.ERRORS,
    catalogue.WITNESS_UP,
    catalogue.QUEUE_LENGTH,
)
_ONE_LOOK = (catalogue.LAST_PROBE,)

_HEAD = """# Metrics

Written from `exporter/metrics/catalogue/` by `python -m exporter.metrics.reference`; a test keeps the two equal.

No evidence, no series: what was not seen is absent, never 0. A target that was not looked at for three intervals loses all
its series but the packet counters. `/metrics` answers 503 after a start until the states of the last run are read back.

The series of a target carry their own `instance`, so that the scrape job needs `honor_labels: true`:

```yaml
scrape_configs:
  - job_name: thongsuot
    honor_labels: true
    scrape_interval: 15s
    static_configs:
      - targets: ["127.0.0.1:9741"]
```

Single looks, as with blackbox_exporter: `/probe?target=<id, address, URL or host:port>&module=<kind>`, with the targets
from `/sd/targets`:

```yaml
  - job_name: thongsuot-probe
    metrics_path: /probe
    http_sd_configs:
      - url: http://127.0.0.1:9741/sd/targets
    relabel_configs:
      - {source_labels: [__address__], target_label: __param_target}
      - {source_labels: [__meta_thongsuot_kind], target_label: __param_module}
      - {source_labels: [__param_target], target_label: instance}
      - {target_label: __address__, replacement: "127.0.0.1:9741"}
```
"""

_RENEWED = (
    "A certificate that was renewed lies beside the old one: of two signers of the same commune, `role` and `signer_kind` "
    "the one whose certificate began later stands for the one that has ended, is ending or needs anything else done, "
    "as soon as it can sign itself; the old one is then not counted. Each stands for one other, so that two people in one "
    "role stay two."
)


_CARDINALITY = (
    'What an agent sees of a target carries `vantage="agent"` and the agent\'s own `province`, `commune` and `site`: three '
    "series at most, `probe_success`, `thongsuot_target_state`, and `probe_duration_seconds` or, of a ping, "
    "`probe_icmp_duration_seconds`. With its gateway, its hub and 15 checks of services that makes 51 series a site, and 12 "
    "more of the agent itself: 210,000 for an agent in each of 3,321 communes."
)


def reference() -> str:
    """The whole page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield "## Each target"
    yield ""
    listed = ", ".join(f"`{label}`" for label in TARGET_LABELS)
    yield f"Every series also carries the labels of its target, those that apply of: {listed}."
    yield ""
    yield from _table(FAMILIES)
    yield "## Each signing certificate, authority and token"
    yield ""
    yield "With the same labels. A state is one series of value 1, that of the state which holds; the others are absent."
    yield ""
    yield from _table(SIGNING_FAMILIES)
    yield "## Signers by commune"
    yield ""
    yield _RENEWED
    yield ""
    yield from _table(_SIGNERS)
    yield "## Communes and teams"
    yield ""
    yield from _table(_MEANING)
    yield "## Agents"
    yield ""
    yield _CARDINALITY
    yield ""
    yield from _table(_AGENTS)
    yield "## The program itself"
    yield ""
    yield from _table(_ONESELF)
    yield "## In the answer of `/probe` only"
    yield ""
    yield "There `probe_success` is always present, and the labels of the target are left to the scrape job."
    yield ""
    yield from _table(_ONE_LOOK)
    yield from _states()
    yield "## Reasons"
    yield ""
    yield "The values of the label `reason`. The last ones are the monitor's own faults: they say nothing of the target."
    yield ""
    yield "| reason | English | tiếng Việt |"
    yield "|---|---|---|"
    for reason in Reason:
        yield f"| `{reason}` | {reason.sentence.en} | {reason.sentence.vi} |"
    yield ""


def _states() -> Iterator[str]:
    yield "## States of signing certificates"
    yield ""
    yield "The values of the label `state` of certificates and signers, worst first."
    yield ""
    yield "| state | can sign | English | tiếng Việt |"
    yield "|---|---|---|---|"
    for state in SigningState:
        can = "yes" if state.usable else "no" if state.known else "not known"
        yield f"| `{state}` | {can} | {state.sentence.en} | {state.sentence.vi} |"
    yield ""
    for kind, (family, states) in STATES.items():
        if kind != "certificate":
            listed = ", ".join(f"`{state}`" for state in sorted(states))
            yield f"Those of `{family.name}`: {listed}."
            yield ""


def _table(families: tuple[Family, ...]) -> Iterator[str]:
    yield "| metric | type | meaning | absent when |"
    yield "|---|---|---|---|"
    for family in families:
        labels = "{" + ", ".join(family.labels) + "}" if family.labels else ""
        yield f"| `{family.name}{labels}` | {family.type} | {family.help} | {family.absent} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(reference())
