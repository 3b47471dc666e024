"""Signers: of communes and authorities that exist, with a file that is there or a declared end."""

from collections.abc import Iterator, Sequence
from typing import Any

from probes.inventory.crosschecks.files import identities, missing_certificates
from probes.inventory.crosschecks.private_keys import private_key_in
from probes.inventory.draft import Draft, Entry
from probes.inventory.faults import Fault
from probes.inventory.model import Signer
from probes.language import Text


def faults(draft: Draft) -> Iterator[Fault]:
    """All that is wrong with signers."""
    for signer in draft.signers:
        yield from _names(draft, signer, signer.value.commune, signer.value.authority)
        if signer.value.file is None and signer.value.not_after is None:
            yield signer.lacks(_NOTHING_KNOWN)
    yield from _files([signer for signer in draft.signers if signer.value.file is not None])
    for faulty in draft.faulty["signers"]:
        yield from _names(draft, faulty, faulty.value.get("commune"), faulty.value.get("authority"))
        name = faulty.value.get("file")
        if name is not None and (text := _unfit(name)) is not None:
            yield faulty.refuses(text, "file")


def _names(draft: Draft, signer: Entry[Any], commune: str | None, authority: str | None) -> Iterator[Fault]:
    for section, key, name in (("communes", "commune", commune), ("authorities", "authority", authority)):
        if name is not None and (text := draft.unknown(section, name)) is not None:
            yield signer.refuses(text, key)


def _unfit(name: str) -> Text | None:
    return private_key_in(name) or missing_certificates(name)


def _files(signers: Sequence[Entry[Signer]]) -> Iterator[Fault]:
    owners: dict[tuple[int, int], Entry[Signer]] = {}
    for signer in signers:
        name = signer.value.file or ""
        if (text := _unfit(name)) is not None:
            yield signer.refuses(text, "file")
            continue
        same = identities(name)
        owner = next((owners[one] for one in same if one in owners), None)
        if owner is not None:
            yield signer.refuses(_NAMED_TWICE.format(place=owner.place()), "file")
        owners.update((one, signer) for one in same if one not in owners)


_NAMED_TWICE = Text(
    "đã là chứng thư của người ký ở {place}: mỗi người ký một tệp riêng",
    "is already what the signer at {place} has: each signer needs a file of its own",
)
_NOTHING_KNOWN = Text(
    "phải có file (tệp chứng thư) hoặc not_after (ngày hết hạn đã khai)",
    "needs a file (the certificate) or a not_after (its end as declared)",
)
