"""What goes wrong in the province on stage, one scene at a time, and every family that tells of it."""

from collections.abc import Mapping

from exporter.metrics import catalogue, measures
from exporter.metrics.catalogue import Family
from tests.peers.acts_of_signing import SIGNING_SCENES
from tests.peers.change import (
    Change,
    Scene,
    commune,
    count,
    errors,
    failed,
    gone,
    incident,
    instead,
    named,
    of,
    selector,
    turned,
    usable,
)
from tests.peers.stage import (
    ALWAYS,
    LINE,
    LINE_ADDRESS,
    NAMES,
    PAGE,
    PLAIN,
    PORT,
    SIGNER,
    TRUST,
    TSA,
    WINDOW,
    WINDOW_ADDRESS,
    WITNESSES,
    Act,
)
from tests.peers.stage_authority import NEARER, NEAREST
from tests.peers.stage_gate import Trouble
from tests.peers.stage_servers import Manner

SLOW = Scene(
    Act(
        Trouble(cut=ALWAYS.cut, slow=(LINE_ADDRESS,), resolve_seconds=0.3, connect_seconds=0.3),
        Manner(pause_seconds=0.3),
    ),
    (
        turned(catalogue.PROBE_DURATION, of(catalogue.PROBE_DURATION, PAGE), "< 1", "> 1.5"),
        turned(
            catalogue.PROBE_ICMP_DURATION,
            of(catalogue.PROBE_ICMP_DURATION, LINE, phase="rtt"),
            "< 0.1",
            "> 0.2",
        ),
        *(
            turned(
                catalogue.PROBE_HTTP_DURATION,
                of(catalogue.PROBE_HTTP_DURATION, PAGE, phase=phase),
                "< 0.25",
                ">= 0.3",
            )
            for phase in ("resolve", "connect", "tls", "processing", "transfer")
        ),
        turned(
            catalogue.PROBE_DNS_DURATION,
            of(catalogue.PROBE_DNS_DURATION, NAMES, phase="request"),
            "< 0.25",
            ">= 0.3",
        ),
        turned(catalogue.PROBE_DNS_LOOKUP, of(catalogue.PROBE_DNS_LOOKUP, PAGE), "< 0.25", ">= 0.3"),
        *(
            turned(catalogue.LINK_RTT, of(catalogue.LINK_RTT, LINE, quantile=quantile), "< 0.1", "> 0.2")
            for quantile in ("0.5", "0.95")
        ),
        turned(catalogue.ROUND_DURATION, selector(catalogue.ROUND_DURATION, kind="http"), "< 1.4", "> 1.5"),
    ),
    {"ProbeSlow": PAGE, "HttpSlow": PAGE, "PingSlow": LINE},
)

CUT = Scene(
    Act(
        Trouble(cut=(*ALWAYS.cut, LINE_ADDRESS), resolve_to="nothing"),
        Manner(addresses=0, status="503 Service Unavailable"),
        seal="garbage",
    ),
    (
        *failed(LINE, "no_reply"),
        *failed(PAGE, "resolver_failed"),
        *failed(PLAIN, "http_status"),
        *failed(NAMES, "timeout"),
        *failed(SIGNER, "certificate_unreadable"),
        errors("http", "resolver_failed"),
        gone(catalogue.PROBE_ICMP_DURATION, LINE),
        gone(catalogue.PROBE_HTTP_DURATION, PAGE, phase="resolve"),
        gone(catalogue.PROBE_HTTP_DURATION, PAGE, phase="connect"),
        gone(catalogue.PROBE_HTTP_STATUS, PAGE),
        gone(catalogue.PROBE_HTTP_REDIRECTS, PAGE),
        gone(catalogue.PROBE_HTTP_VERSION, PAGE),
        gone(catalogue.PROBE_HTTP_SSL, PAGE),
        gone(catalogue.PROBE_HTTP_CONTENT_LENGTH, PAGE),
        gone(catalogue.PROBE_HTTP_BODY, PAGE),
        gone(catalogue.PROBE_DNS_DURATION, NAMES),
        gone(catalogue.PROBE_DNS_ANSWERS, NAMES),
        gone(catalogue.PROBE_DNS_LOOKUP, PAGE),
        gone(catalogue.PROBE_IP_PROTOCOL, PAGE),
        gone(catalogue.PROBE_SSL_EXPIRY, PAGE),
        gone(catalogue.PROBE_TLS_VERSION, PAGE),
        gone(catalogue.SIGN_NOT_AFTER, SIGNER),
        gone(catalogue.SIGN_EFFECTIVE_NOT_AFTER, SIGNER),
        turned(catalogue.PROBE_HTTP_STATUS, of(catalogue.PROBE_HTTP_STATUS, PLAIN), "== 200", "== 503"),
        Change(
            catalogue.LINK_RECEIVED,
            f"rate({of(catalogue.LINK_RECEIVED, LINE)}[4s]) > 0",
            f"rate({of(catalogue.LINK_RECEIVED, LINE)}[4s]) == 0",
        ),
        turned(catalogue.TARGET_STATE, of(catalogue.TARGET_STATE, LINE), "== 0", "== 2"),
        turned(catalogue.TARGET_STATE, of(catalogue.TARGET_STATE, PLAIN), "== 0", "== 2"),
        commune("20056", "outage"),
        *incident("line_down", commune="20056"),
        commune("20044", "degraded"),
        count("outage", 0),
        count("degraded", 0),
    ),
    {"ProbeFailed": LINE, "HttpStatus": PLAIN},
)

REFUSED = Scene(
    Act(Trouble(cut=ALWAYS.cut, refused=True)),
    (
        *failed(PAGE, "refused"),
        *failed(PORT, "refused"),
        gone(catalogue.PROBE_HTTP_DURATION, PAGE, phase="connect"),
        gone(catalogue.PROBE_HTTP_DURATION, PAGE, phase="tls"),
        gone(catalogue.PROBE_HTTP_DURATION, PLAIN, phase="transfer"),
        gone(catalogue.PROBE_SSL_EXPIRY, PAGE),
        gone(catalogue.PROBE_TLS_VERSION, PAGE),
        gone(catalogue.PROBE_HTTP_STATUS, PAGE),
    ),
    {"ProbeFailed": PORT},
)

OTHERWISE = Scene(
    Act(
        Trouble(
            cut=ALWAYS.cut,
            uneven=(WINDOW_ADDRESS,),
            lossy=(WITNESSES[0], WINDOW_ADDRESS),
            dropping=(LINE_ADDRESS,),
            resolve_to="::1",
        ),
        Manner(moved=True, old=True, addresses=3),
        seal="nearer",
    ),
    (
        turned(catalogue.PROBE_IP_PROTOCOL, of(catalogue.PROBE_IP_PROTOCOL, PAGE), "== 4", "== 6"),
        turned(catalogue.PROBE_HTTP_REDIRECTS, of(catalogue.PROBE_HTTP_REDIRECTS, PAGE), "== 0", "== 1"),
        turned(
            catalogue.PROBE_HTTP_CONTENT_LENGTH,
            of(catalogue.PROBE_HTTP_CONTENT_LENGTH, PAGE),
            "== 35",
            "== 350",
        ),
        turned(catalogue.PROBE_HTTP_BODY, of(catalogue.PROBE_HTTP_BODY, PAGE), "== 35", "== 350"),
        turned(catalogue.PROBE_DNS_ANSWERS, of(catalogue.PROBE_DNS_ANSWERS, NAMES), "== 1", "== 3"),
        turned(
            catalogue.PROBE_SSL_EXPIRY,
            f"{of(catalogue.PROBE_SSL_EXPIRY, PAGE)} - time()",
            "> 80 * 86400",
            "< 9 * 86400",
        ),
        turned(catalogue.TARGET_STATE, of(catalogue.TARGET_STATE, PAGE), "== 0", "== 1"),
        Change(
            catalogue.PROBE_TLS_VERSION,
            of(catalogue.PROBE_TLS_VERSION, PAGE, version="TLS 1.3"),
            of(catalogue.PROBE_TLS_VERSION, PAGE, version="TLS 1.2")
            + f" unless on() {of(catalogue.PROBE_TLS_VERSION, PAGE, version='TLS 1.3')}",
        ),
        turned(
            catalogue.SIGN_NOT_AFTER,
            of(catalogue.SIGN_NOT_AFTER, SIGNER),
            f"> {NEARER.timestamp():.0f}",
            f"== {NEARER.timestamp():.0f}",
        ),
        turned(
            catalogue.SIGN_EFFECTIVE_NOT_AFTER,
            of(catalogue.SIGN_EFFECTIVE_NOT_AFTER, SIGNER),
            f"> {NEARER.timestamp():.0f}",
            f"== {NEAREST.timestamp():.0f}",
        ),
        turned(catalogue.LINK_LOSS, of(catalogue.LINK_LOSS, WINDOW), "== 0", ">= 0.3"),
        turned(catalogue.LINK_FLAPPING, of(catalogue.LINK_FLAPPING, LINE), "== 0", "== 1"),
        commune("20056", "degraded"),
    ),
    {"TlsEndsSoon": PAGE},
)

OUR_OWN = Scene(
    Act(
        Trouble(
            cut=(*ALWAYS.cut, WITNESSES[0]),
            unsent=(LINE_ADDRESS,),
            uneven=(WINDOW_ADDRESS,),
        ),
        Manner(face="expired"),
        trusted=False,
    ),
    (
        gone(catalogue.PROBE_SUCCESS, LINE),
        gone(catalogue.PROBE_SUCCESS, SIGNER),
        turned(
            catalogue.PROBE_FAILURE_INFO,
            f"count({catalogue.PROBE_FAILURE_INFO.name}{{reason=~'network_down_here|trust_unreadable',"
            f"instance=~'{LINE}|{SIGNER}'}}) or vector(0)",
            "== 0",
            "== 2",
        ),
        gone(catalogue.TARGET_STATE, LINE),
        gone(catalogue.TARGET_STATE, SIGNER),
        gone(catalogue.SIGN_EFFECTIVE_NOT_AFTER, SIGNER),
        gone(catalogue.SIGN_STATE, SIGNER),
        gone(catalogue.TRUST_ANCHORS_LOADED, TRUST),
        usable("seal", 1, None),
        turned(catalogue.WITNESS_UP, selector(catalogue.WITNESS_UP, witness="w1"), "== 1", "== 0"),
        turned(catalogue.LINK_JITTER, of(catalogue.LINK_JITTER, WINDOW), "< 0.01", "> 0.03"),
        *failed(PAGE, "tls_expired"),
        turned(catalogue.PROBE_SSL_EXPIRY, f"{of(catalogue.PROBE_SSL_EXPIRY, PAGE)} - time()", "> 0", "< 0"),
        gone(catalogue.PROBE_TLS_VERSION, PAGE),
    ),
    {"TlsEnded": PAGE, "ProbeFailed": PAGE},
)

BLIND = Scene(
    Act(Trouble(cut=(*ALWAYS.cut, *WITNESSES, LINE_ADDRESS))),
    (
        Change(catalogue.TARGET_STATE, catalogue.TARGET_STATE.name, f"absent({catalogue.TARGET_STATE.name})"),
        commune("20056", "unknown"),
        commune("20044", "unknown"),
        count("unknown", 1),
        turned(catalogue.WITNESS_UP, f"sum({catalogue.WITNESS_UP.name})", "== 3", "== 0"),
    ),
)

NOT_WATCHED = (
    *(family for family in measures.SIGNING_FAMILIES if family.name.startswith("sign_token_")),
    *(
        family
        for family in vars(catalogue).values()
        if isinstance(family, Family) and family.name.startswith(("thongsuot_agent_", "thongsuot_replay_"))
    ),
)
"""Tokens are looked at by agents, and no agent plays on this stage: tests/exporter/metrics/ has their stories, in test_signing.py
and test_agents.py."""

STAMPS = tuple(family for family in measures.SIGNING_FAMILIES if family.name.startswith("sign_tsa_"))
"""Looked at once a minute at most, and so absent only after three; what is answered about single signers, once a day."""


def _seen_often(family: Family) -> str:
    return f'{family.name}{{job="thongsuot",instance!~"{TSA}|.+/signer/.+/ocsp"}}'


_COUNTED = (catalogue.LINK_SENT, catalogue.LINK_RECEIVED)

STALLED = Scene(
    Act(Trouble(cut=ALWAYS.cut, held=True)),
    (
        *(
            Change(family, _seen_often(family), f"absent({_seen_often(family)})")
            for family in measures.ALL_FAMILIES
            if family not in (*_COUNTED, *STAMPS, *NOT_WATCHED)
        ),
        *(
            Change(family, f"rate({of(family, LINE)}[4s]) > 0", f"rate({of(family, LINE)}[4s]) == 0")
            for family in _COUNTED
        ),
        Change(
            catalogue.ROUNDS,
            f"rate({selector(catalogue.ROUNDS, kind='ping')}[4s]) > 0",
            f"rate({selector(catalogue.ROUNDS, kind='ping')}[4s]) == 0",
        ),
        Change(
            catalogue.COMMUNE_STATUS,
            selector(catalogue.COMMUNE_STATUS, commune="20056", status="normal") + " == 1",
            selector(catalogue.COMMUNE_STATUS, commune="20056", status="unknown") + " == 1",
        ),
    ),
)

ENGINE_STUCK = Scene(
    Act(Trouble(cut=(*ALWAYS.cut, LINE_ADDRESS), engine_held=True)),
    (
        turned(catalogue.QUEUE_LENGTH, selector(catalogue.QUEUE_LENGTH), "<= 3", "> 20"),
        gone(catalogue.TARGET_STATE, WINDOW),
        gone(catalogue.PROBE_SUCCESS, PAGE),
    ),
)

_LATE = selector(catalogue.ROUND_LATE, kind="ping")

ROUNDS_STUCK = Scene(
    Act(Trouble(cut=ALWAYS.cut, rounds_held=True)),
    (
        Change(
            catalogue.ROUND_LATE,
            f"max_over_time({_LATE}[10s]) < 0.5",
            f"rate({selector(catalogue.ROUNDS, kind='ping')}[4s]) == 0",
            f"max_over_time({_LATE}[10s]) > 1 and {_LATE} < 0.5",
        ),
    ),
)

FROZEN = Scene(
    Act(frozen=True),
    (
        *(
            Change(family, selector(family), f"absent({selector(family)})")
            for family in (catalogue.BUILD_INFO, catalogue.RELOAD_TIMESTAMP, catalogue.PROBE_SUCCESS)
        ),
        Change(
            catalogue.LAST_PROBE,
            f"time() - {catalogue.LAST_PROBE.name} < 10",
            f"absent({catalogue.LAST_PROBE.name})",
        ),
    ),
)

_TAKEN = selector(catalogue.RELOAD_TIMESTAMP)

RENAMED = Scene(
    Act(inventory="renamed"),
    (
        Change(catalogue.RELOAD_TIMESTAMP, f"changes({_TAKEN}[5s]) == 0", f"changes({_TAKEN}[5s]) == 1"),
        named(catalogue.COMMUNE_INFO, "Xã A Lưới 1", "Xã Tên Mới", commune="20056"),
        named(catalogue.TEAM_INFO, "Tổ trực", "Tổ mới", team="truc"),
        instead(catalogue.SIGN_STATE, SIGNER, "valid", "identity_stale"),
        *(
            gone(family, PORT)
            for family in (
                catalogue.PROBE_SUCCESS,
                catalogue.PROBE_DURATION,
                catalogue.PROBE_IP_PROTOCOL,
                catalogue.TARGET_STATE,
            )
        ),
    ),
)

_TAKEN_WELL = selector(catalogue.RELOAD_SUCCESSFUL)

FAULTY = Scene(
    Act(inventory="faulty"),
    (turned(catalogue.RELOAD_SUCCESSFUL, _TAKEN_WELL, "== 1", "== 0"),),
)

SCENES: Mapping[str, Scene] = {
    **SIGNING_SCENES,
    "slow": SLOW,
    "cut": CUT,
    "refused": REFUSED,
    "otherwise": OTHERWISE,
    "our_own_fault": OUR_OWN,
    "blind": BLIND,
    "stalled": STALLED,
    "engine_stuck": ENGINE_STUCK,
    "rounds_stuck": ROUNDS_STUCK,
    "frozen": FROZEN,
    "renamed": RENAMED,
    "faulty": FAULTY,
}
