"""What is looked at of certification authorities: their pinned certificates, and their services."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from probes.expand.agent import user_agent
from probes.expand.revocation import guard_of, lists_folder
from probes.inventory.model import ONCE_PER_CERTIFICATE_SECONDS, Authority, Inventory
from probes.inventory.summary import AuthorityService, services_of
from probes.kinds.crl import CrlTarget
from probes.kinds.ocsp import OcspSubject, OcspTarget
from probes.kinds.timestamp import TimestampTarget
from probes.kinds.trust import TrustTarget
from probes.policy import Policy, policy
from probes.targets import Target

_TRUST_TIMEOUT_SECONDS = 10.0
_LIST_TIMEOUT_SECONDS = 60.0  # megabytes over a slow line
_ANSWER_TIMEOUT_SECONDS = 20.0
_CONFIRM_EVERY_SECONDS = 30.0
_MOST_STAND_INS = 4
_SLOW_LIST_SECONDS = 30.0
_SLOW_STAMP_SECONDS = 30.0  # a national timestamp authority takes 2 to 131 s, and serves
_ANCHOR_ENDS_SECONDS = 180 * 86400.0  # pinning another root takes months of letters


def authorities(inventory: Inventory) -> Iterator[Target]:
    """A target for everything of an authority that can be looked at."""
    files: Mapping[str, list[str]] = _files_by_authority(inventory)
    for authority in inventory.authorities:
        for service in services_of(authority, certified=authority.id in files):
            yield _target(service, authority, files.get(authority.id, []), inventory)


def _files_by_authority(inventory: Inventory) -> dict[str, list[str]]:
    files: defaultdict[str, list[str]] = defaultdict(list)
    for signer in inventory.signers:
        if signer.authority is not None and signer.file is not None:
            files[signer.authority].append(signer.file)
    return dict(files)


def _target(
    service: AuthorityService, authority: Authority, files: Sequence[str], inventory: Inventory
) -> Target:
    match service:
        case AuthorityService.TRUST:
            return _trust(authority, inventory)
        case AuthorityService.CRL:
            return _crl(authority, files, inventory)
        case AuthorityService.OCSP:
            return _ocsp(authority, files, inventory)
        case AuthorityService.TIMESTAMP:
            return _timestamp(authority, inventory)


def _trust(authority: Authority, inventory: Inventory) -> Target:
    interval = inventory.settings.rhythm.certificate_interval
    usual = policy(interval, (inventory.settings.thresholds,))
    return Target(
        id=f"authority/{authority.id}/trust",
        kind="trust",
        spec=TrustTarget(
            anchors=authority.anchors, intermediates=authority.intermediates, canary=authority.canary
        ),
        interval_seconds=interval,
        timeout_seconds=_TRUST_TIMEOUT_SECONDS,
        policy=replace(usual, expiry_degraded=max(usual.expiry_degraded, _ANCHOR_ENDS_SECONDS)),
        labels={"authority": authority.id},
        # Files of our own: how the authority's services are says nothing of them, so they share no group.
        place=authority.id,
    )


def _crl(authority: Authority, files: Sequence[str], inventory: Inventory) -> Target:
    interval = inventory.settings.rhythm.crl_interval
    usual = _service_policy(interval, inventory)
    return Target(
        id=f"authority/{authority.id}/crl",
        kind="crl",
        spec=CrlTarget(
            urls=authority.crl,
            certificates=() if authority.crl else (*authority.intermediates, *files),
            anchors=authority.anchors,
            intermediates=authority.intermediates,
            folder=lists_folder(inventory.settings, authority),
            guard=guard_of(authority),
            user_agent=user_agent(inventory.settings.operator),
        ),
        interval_seconds=interval,
        timeout_seconds=_LIST_TIMEOUT_SECONDS,
        policy=replace(usual, slow=max(usual.slow, _SLOW_LIST_SECONDS)),
        labels={"authority": authority.id},
        groups=_group(authority),
        place=(authority.id, *authority.crl),
    )


def _ocsp(authority: Authority, files: Sequence[str], inventory: Inventory) -> Target:
    interval = inventory.settings.rhythm.ocsp_interval
    subjects = tuple(_canaries(authority))
    found = _service_policy(interval, inventory)
    if not subjects:
        first, *others = files
        subjects = (OcspSubject(file=first, stand_ins=tuple(others[:_MOST_STAND_INS])),)
        interval = max(interval, ONCE_PER_CERTIFICATE_SECONDS)
        found = replace(found, interval=interval, confirm_every=ONCE_PER_CERTIFICATE_SECONDS)
    return Target(
        id=f"authority/{authority.id}/ocsp",
        kind="ocsp",
        spec=OcspTarget(
            url=authority.ocsp,
            subjects=subjects,
            anchors=authority.anchors,
            intermediates=authority.intermediates,
            crls=lists_folder(inventory.settings, authority),
            guard=guard_of(authority),
            user_agent=user_agent(inventory.settings.operator),
        ),
        interval_seconds=interval,
        timeout_seconds=_ANSWER_TIMEOUT_SECONDS,
        policy=found,
        labels={"authority": authority.id},
        groups=_group(authority),
        place=(authority.id, authority.ocsp),
    )


def _canaries(authority: Authority) -> Iterator[OcspSubject]:
    if authority.ocsp_good is not None:
        yield OcspSubject(file=authority.ocsp_good, expect="good")
    if authority.ocsp_revoked is not None:
        yield OcspSubject(file=authority.ocsp_revoked, expect="revoked")


def _timestamp(authority: Authority, inventory: Inventory) -> Target:
    rhythm = inventory.settings.rhythm
    interval = rhythm.timestamp_interval
    own = authority.timestamp_anchors
    return Target(
        id=f"authority/{authority.id}/timestamp",
        kind="timestamp",
        spec=TimestampTarget(
            url=authority.timestamp
            or "",  # never empty: services_of names the service only where it is declared
            anchors=own or authority.anchors,
            intermediates=authority.timestamp_intermediates or (() if own else authority.intermediates),
            guard=guard_of(authority),
            user_agent=user_agent(inventory.settings.operator),
        ),
        interval_seconds=interval,
        timeout_seconds=rhythm.timestamp_timeout,
        policy=replace(
            policy(interval, (inventory.settings.thresholds,)),
            slow=_SLOW_STAMP_SECONDS,
            down_after=3,
            # from start to start: only when the last request is over, and three of them within one interval
            confirm_every=max(rhythm.timestamp_timeout, interval / 3),
        ),
        labels={"authority": authority.id},
        groups=_group(authority),
        place=authority.timestamp,
    )


def _service_policy(interval: float, inventory: Inventory) -> Policy:
    """The province's own, but a service that fails is not asked again every 5 s as a line is."""
    usual = policy(interval, (inventory.settings.thresholds,))
    return replace(usual, confirm_every=max(usual.confirm_every, min(_CONFIRM_EVERY_SECONDS, interval)))


def _group(authority: Authority) -> tuple[tuple[str, str], ...]:
    return (("authority", authority.id),)
