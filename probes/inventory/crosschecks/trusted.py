"""Certificates that trust is built on: what an inventory names must hold them."""

import os
from pathlib import Path

from probes.inventory.certificate_files import certificate_files, content_of
from probes.language import Text
from probes.pki import read_certificates
from probes.pki.constraints import may_anchor


def unfit_certificates(name: str, *, pinned: bool) -> Text | None:
    """What to say of the file or folder `name` (absolute) that does not hold authorities' certificates; None when it does.

    Of a file every entry must be one; in a folder, where all sorts may lie, one is enough. pinned: as anchors, of which
    one at least must be an authority's. What is not there, or may not be read by who checks, is not judged here.
    """
    folder = os.path.isdir(name)  # noqa: PTH112  # a Path may raise where it may not look
    try:
        files = certificate_files(name) if folder else (Path(name),)
        read = [read_certificates(content_of(file)) for file in files]
    except OSError as error:
        # without a number it is `content_of` who refuses: no regular file, or too large
        return None if error.errno else _UNREADABLE.format(what=error.strerror)
    unreadable = [entry.what for one in read for entry in one.unreadable]
    found = [certificate for one in read for certificate in one.certificates]
    if unreadable and not (folder and found):
        what = unreadable[0]
        return Text(_UNREADABLE.vi.format(what=what.vi), _UNREADABLE.en.format(what=what.en))
    if pinned and found and not any(map(may_anchor, found)):
        return _NO_AUTHORITY
    return None


_UNREADABLE = Text("không đọc được chứng thư trong đó: {what}", "its certificates cannot be read: {what}")
_NO_AUTHORITY = Text(
    "không có chứng thư nào của tổ chức chứng thực; chứng thư của người ký không thể ghim làm chứng thư gốc",
    "holds no authority's certificate; a signer's own cannot be pinned as a root",
)
