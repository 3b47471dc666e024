"""Authorities: their files there, and enough of them to tell whether what they answer is true."""

from collections.abc import Iterator
from typing import Any

from probes.inventory.crosschecks.files import identities, missing_certificates, missing_file
from probes.inventory.crosschecks.private_keys import private_key_in
from probes.inventory.crosschecks.services import SECRET_IN_URL
from probes.inventory.draft import Draft, Entry
from probes.inventory.faults import Fault
from probes.inventory.model import AUTHORITY_FILES, Authority
from probes.inventory.places import carries_secret
from probes.language import Text

_SUBJECTS = ("ocsp_good", "ocsp_revoked")
_FOLDERS = ("anchors", "intermediates", "timestamp_anchors", "timestamp_intermediates")
_PINNED = ("anchors", "timestamp_anchors")
_ADDRESSES = ("crl", "ocsp", "timestamp")


def faults(draft: Draft) -> Iterator[Fault]:
    """All that is wrong with authorities."""
    for authority in draft.authorities:
        yield from _files(authority)
        yield from _addresses(authority)
        yield from _trust(authority)
    for faulty in draft.faulty["authorities"]:
        for key in AUTHORITY_FILES:
            yield from _unfit_files(faulty, key, faulty.value.get(key))


def _unfit_files(authority: Entry[Any], key: str, value: Any) -> Iterator[Fault]:
    for name, *index in _each(value):
        if (text := _unfit(key, name)) is not None:
            yield authority.refuses(text, key, *index)


def _files(authority: Entry[Authority]) -> Iterator[Fault]:
    for key in AUTHORITY_FILES:
        yield from _unfit_files(authority, key, getattr(authority.value, key))
    good, revoked = authority.value.ocsp_good, authority.value.ocsp_revoked
    if good is not None and revoked is not None and set(identities(good)) & set(identities(revoked)):
        yield authority.refuses(_BOTH_GOOD_AND_REVOKED, "ocsp_revoked")


def _unfit(key: str, name: str) -> Text | None:
    if key == "crl_files":
        return missing_file(name, folders=True)
    if key not in _FOLDERS:
        return private_key_in(name) or missing_file(name)
    if (text := private_key_in(name) or missing_certificates(name)) is not None:
        return text
    # the library that reads certificates: only an inventory with authorities pays for it
    from probes.inventory.crosschecks.trusted import unfit_certificates

    return unfit_certificates(name, pinned=key in _PINNED)


def _addresses(authority: Entry[Authority]) -> Iterator[Fault]:
    for key in _ADDRESSES:
        for url, *index in _each(getattr(authority.value, key)):
            if carries_secret(url):
                yield authority.refuses(SECRET_IN_URL, key, *index)
    for before, after in authority.value.rewrite.items():
        if carries_secret(before) or carries_secret(after):
            yield authority.refuses(SECRET_IN_URL, "rewrite", before)


def _trust(authority: Entry[Authority]) -> Iterator[Fault]:
    """What is declared must have something to be verified by, and somebody to be asked."""
    value = authority.value
    if not value.anchors:
        for key in ("canary", "crl", "ocsp", *_SUBJECTS):
            if getattr(value, key):
                yield authority.lacks(_NEEDS_ANCHORS, key)
        if value.timestamp is not None and not value.timestamp_anchors:
            yield authority.lacks(_NEEDS_TIMESTAMP_ANCHORS, "timestamp")
    if value.ocsp is None and not value.from_certificates:
        for key in _SUBJECTS:
            if getattr(value, key) is not None:
                yield authority.lacks(_ASKS_NOBODY, key)


def _each(value: Any) -> Iterator[tuple[str, int] | tuple[str]]:
    """The values of a field, each with its index where the field is a list."""
    if isinstance(value, tuple | list):
        yield from ((item, index) for index, item in enumerate(value))
    elif value is not None:
        yield (value,)


_BOTH_GOOD_AND_REVOKED = Text(
    "phải là chứng thư khác với ocsp_good: một chứng thư không thể vừa còn hiệu lực vừa đã bị thu hồi",
    "must be another certificate than ocsp_good: none is both good and revoked",
)
_NEEDS_ANCHORS = Text(
    "cần có anchors (tệp chứng thư gốc được ghim), nếu không thì không kiểm chứng được gì",
    "needs anchors (files of the pinned roots): without them nothing can be verified",
)
_NEEDS_TIMESTAMP_ANCHORS = Text(
    "cần có timestamp_anchors hoặc anchors, nếu không thì không kiểm chứng được dấu thời gian",
    "needs timestamp_anchors or anchors: without them no stamp can be verified",
)
_ASKS_NOBODY = Text(
    "chưa biết hỏi ở đâu: hãy khai báo ocsp, hoặc bỏ from_certificates: no",
    "there is nobody to ask: give the authority an ocsp, or drop from_certificates: no",
)
