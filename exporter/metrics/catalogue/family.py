"""What a metric family is, and the labels that those of a target share."""

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """What Prometheus may do with the numbers of a family."""

    GAUGE = "gauge"
    COUNTER = "counter"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Family:
    """One metric family. `name` as in the text format: a counter ends in `_total`.

    labels: its own labels; a family of a target also carries the labels of that target.
    optional: labels that a series has only as far as they apply to it.
    absent: when a series of it is not there. What was not seen is absent, never 0.
    """

    name: str
    type: Type
    help: str
    labels: tuple[str, ...] = ()
    absent: str = "never"
    optional: tuple[str, ...] = ()

    def header(self, *, openmetrics: bool) -> bytes:
        """The HELP and TYPE lines. OpenMetrics names a counter's family without `_total`."""
        name = self.name
        if openmetrics and self.type is Type.COUNTER:
            name = name.removesuffix("_total")
        return f"# HELP {name} {self.help}\n# TYPE {name} {self.type}\n".encode()


TARGET_LABELS = (
    "instance",
    "kind",
    "vantage",
    "province",
    "commune",
    "site",
    "link",
    "isp",
    "service",
    "authority",
    "signer",
    "signer_kind",
)

NO_LOOK = "no look in the last three intervals"


def of_target(
    name: str, help_text: str, *labels: str, absent: str = NO_LOOK, type_: Type = Type.GAUGE
) -> Family:
    """A family of targets: a gauge, absent when there was no look, unless told otherwise."""
    return Family(name, type_, help_text, labels, absent)
