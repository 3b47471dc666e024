"""Published test cases, which are not ours and so are fetched: NIST's PKITS and OpenSSL's OCSP answers."""

from pathlib import Path

import pytest

_FOLDER = Path(__file__).parents[1] / "build" / "standards"


def standards(name: str) -> Path:
    """The folder of the cases `nist_pkits` or `openssl-ocsp`. Without it the test fails and says what to do."""
    folder = _FOLDER / name
    if not folder.is_dir():
        pytest.fail(f"{folder} is not there: run `make standards`, which fetches it", pytrace=False)
    return folder
