"""What is looked at of signers: their certificates, and what their authority answers about each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time

from probes.expand.agent import user_agent
from probes.expand.revocation import answers_folder, guard_of, lists_folder
from probes.inventory.model import (
    ONCE_PER_CERTIFICATE_SECONDS,
    Authority,
    Commune,
    Inventory,
    Province,
    Signer,
    SignerKind,
)
from probes.inventory.summary import answers_about_signers, signer_id
from probes.inventory.values import VIETNAM, Day
from probes.kinds.certificate import CertificateTarget
from probes.kinds.ocsp import OcspSubject, OcspTarget
from probes.policy import policy
from probes.signing.verdict import Rules
from probes.targets import Target

_READING_TIMEOUT_SECONDS = 10.0
_ANSWER_TIMEOUT_SECONDS = 20.0
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class _Known:
    """A signer with what the inventory says about it elsewhere."""

    signer: Signer
    commune: Commune
    province: Province
    authority: Authority | None

    @property
    def id(self) -> str:
        return signer_id(self.signer)

    @property
    def labels(self) -> dict[str, str]:
        of_authority = {} if self.authority is None else {"authority": self.authority.id}
        return {
            "province": self.province.code,
            "commune": self.commune.code,
            "signer": self.signer.id,
            "signer_kind": self.signer.signer_kind.value,
            **of_authority,
        }


def signers(inventory: Inventory) -> Iterator[Target]:
    """For every signer its certificate; and where its authority answers about single certificates, that answer."""
    provinces = {province.code: province for province in inventory.provinces}
    communes = {commune.code: commune for commune in inventory.communes}
    authorities = {authority.id: authority for authority in inventory.authorities}
    agent = user_agent(inventory.settings.operator)
    for signer in inventory.signers:
        commune = communes[signer.commune]
        authority = None if signer.authority is None else authorities[signer.authority]
        known = _Known(signer, commune, provinces[commune.province], authority)
        yield _certificate(known, inventory)
        if authority is not None and signer.file is not None and answers_about_signers(authority):
            yield _answer(known, authority, signer.file, inventory, agent)


def _certificate(known: _Known, inventory: Inventory) -> Target:
    settings, signer, authority = inventory.settings, known.signer, known.authority
    interval = settings.rhythm.certificate_interval
    closes = None if authority is None else authority.renewal_closes_days
    spec = CertificateTarget(
        file=signer.file,
        not_after=_end_of(signer.not_after) if signer.file is None and signer.not_after is not None else None,
        rules=Rules(
            organisation=None if signer.signer_kind is SignerKind.DEVICE else known.commune.name,
            lead_days=settings.signing.lead_days,
            renewal_closes_days=settings.signing.renewal_closes_days if closes is None else closes,
        ),
    )
    if authority is not None:
        spec = replace(
            spec,
            anchors=authority.anchors,
            intermediates=authority.intermediates,
            crls=(*authority.crl_files, lists_folder(settings, authority)),
            answers=answers_folder(settings, authority),
        )
    return Target(
        id=known.id,
        kind="certificate",
        spec=spec,
        interval_seconds=interval,
        timeout_seconds=_READING_TIMEOUT_SECONDS,
        policy=replace(
            policy(interval, (settings.thresholds, known.province.thresholds)), known_at_once=True
        ),
        labels=known.labels,
        place=signer.file or f"declared {signer.not_after}",
    )


def _end_of(day: Day) -> float:
    """The last second of a declared day, as people in Vietnam mean it."""
    return datetime.combine(day, _LAST_SECOND, VIETNAM).timestamp()


def _answer(known: _Known, authority: Authority, file: str, inventory: Inventory, agent: str) -> Target:
    """The authority's answer about this certificate, kept for whoever judges it.

    It belongs to no group: asked as siblings of each other, a hundred certificates would be a storm on a responder
    that is ailing already, and its own target tells how it is. Nor is it asked with a nonce, which makes the responder
    sign anew what it holds ready for everybody.
    """
    settings = inventory.settings
    interval = settings.rhythm.ocsp_status_interval
    usual = policy(interval, (settings.thresholds, known.province.thresholds))
    return Target(
        id=f"{known.id}/ocsp",
        kind="ocsp",
        spec=OcspTarget(
            url=authority.ocsp,
            subjects=(OcspSubject(file=file),),
            anchors=authority.anchors,
            intermediates=authority.intermediates,
            nonce=False,
            folder=answers_folder(settings, authority),
            crls=lists_folder(settings, authority),
            guard=guard_of(authority),
            user_agent=agent,
        ),
        interval_seconds=interval,
        timeout_seconds=_ANSWER_TIMEOUT_SECONDS,
        policy=replace(usual, confirm_every=ONCE_PER_CERTIFICATE_SECONDS),
        labels=known.labels,
        place=file,
    )
