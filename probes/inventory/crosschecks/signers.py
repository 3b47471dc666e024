"""Signers: of communes and authorities that exist, with a file that is there or a declared end."""

from collections.abc import Iterator

from probes.inventory.crosschecks.files import missing_certificates
from probes.inventory.draft import Draft
from probes.inventory.faults import Fault
from probes.language import Text


def faults(draft: Draft) -> Iterator[Fault]:
    """All that is wrong with signers."""
    for signer in draft.signers:
        if (text := draft.unknown("communes", signer.value.commune)) is not None:
            yield signer.refuses(text, "commune")
        if signer.value.authority is not None:
            text = draft.unknown("authorities", signer.value.authority)
            if text is not None:
                yield signer.refuses(text, "authority")
        if signer.value.file is None and signer.value.not_after is None:
            yield signer.lacks(_NOTHING_KNOWN)
        if signer.value.file is not None and (text := missing_certificates(signer.value.file)) is not None:
            yield signer.refuses(text, "file")


_NOTHING_KNOWN = Text(
    "phải có file (tệp chứng thư) hoặc not_after (ngày hết hạn đã khai)",
    "needs a file (the certificate) or a not_after (its end as declared)",
)
