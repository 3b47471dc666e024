"""What the rows of the dashboard `signing` are held to."""

from exporter.demo.authority.desk import SLOW_STAMP_SECONDS
from exporter.demo.faults import What
from tests.grafana.injected import Between, Injected, Known, Nothing, exactly

INJECTED: tuple[Injected, ...] = (
    Injected("Right now", "Cannot issue", What.SIGNER_REVOKED, exactly(1), exactly(2)),
    Injected(
        "States",
        "Signers by state",
        What.SIGNER_REVOKED,
        Nothing(),
        exactly(1),
        labels={"state": "revoked"},
    ),
    Injected(
        "Authorities",
        "Services of authorities",
        What.OCSP_TRY_LATER,
        exactly(0),
        exactly(2),
        labels={"kind": "ocsp"},
    ),
    Injected(
        "Authorities",
        "Services of authorities",
        What.STAMPS_FAILING,
        exactly(0),
        exactly(2),
        labels={"kind": "timestamp"},
    ),
    Injected(
        "Authorities",
        "State of each service",
        What.OCSP_STALE,
        Nothing(),
        exactly(1),
        labels={"kind": "ocsp", "state": "stale"},
    ),
    Injected(
        "Authorities",
        "How long a timestamp takes",
        What.STAMPS_SLOW,
        Between(0, 2),
        Between(SLOW_STAMP_SECONDS, SLOW_STAMP_SECONDS + 1),
    ),
    Injected(
        "Freshness",
        "How many hours answers still hold",
        What.CRL_STALE,
        Between(1 / 60, 30 * 24),
        Between(-30 * 24, 0),
    ),
    Injected(
        "Trust and tokens",
        "Canaries",
        What.OCSP_FORGETFUL,
        exactly(1),
        exactly(0),
        ref="B",
        labels={"expect": "good"},
    ),
)

KNOWN: tuple[Known, ...] = (
    Known(
        "Expiry calendar",
        "Certificates that end within 120 days",
        Between(6, 6.5),
        labels={"signer": "chu-tich-20050"},
    ),
)
