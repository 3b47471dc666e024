"""The OCSP cases of OpenSSL's own test suite, real answers of real authorities in 2012, through our verdict."""

import base64
import json
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from probes.pki import Certificate, read_certificates
from probes.pki.chain import chains
from probes.pki.ocsp import Refused, Verified, read_answer, verify
from probes.reasons import Reason
from tests.standards import standards

CASES = 29
OF_2012 = frozenset({"md2", "md5"})  # SHA-1 was in use then
# What the published expectation says, and how we say it. A signer who is named by a key that no certificate has is not found:
# whether its certificate or its signature is the wrong one, nobody can tell.
OURS = {
    "certificate could not be located": {Reason.SIGNER_WRONG},
    "certificate could not be validated": {Reason.SIGNER_WRONG},
    "Unable to verify OCSP response signature": {Reason.SIGNATURE_WRONG},
    "issuer name hash does not match": {Reason.ANSWER_MISMATCH},
    "issuer key hash does not match": {Reason.ANSWER_MISMATCH},
    "is not recent enough": {Reason.ANSWER_STALE},
}


def test_there_are_as_many_cases_as_were_published() -> None:
    assert len(_cases()) == CASES
    assert len([case for case in _cases() if "error" not in case]) == 4


@pytest.mark.parametrize("number", range(CASES))
def test_every_case_of_openssl_comes_out_as_published(number: int) -> None:
    case = _cases()[number]
    found = list(_verdicts(case))
    refused = [one for one in found if isinstance(one, Refused)]

    if "error" not in case:
        assert not refused, case["name"]
        return
    expected = _expected(case)
    assert [one.reason in expected for one in refused] == [True], case["name"]
    if case["name"].endswith("_intermediate"):
        assert isinstance(found[0], Verified)


def _verdicts(case: dict[str, Any]) -> list[Verified | Refused]:
    """On each certificate of the path that an answer is there for, from the lowest up."""
    moment = datetime.fromisoformat(case["moment"]).timestamp()
    others = [_certificate(name) for name in case.get("other_certs", ())]
    way = chains(_certificate(case["cert"]), [_certificate(case["root"])], others)[0].certificates
    assert len(way) == case["path_len"]
    return [
        verify(read_answer(_answer(name)), below, above, moment, old_digests=OF_2012)
        for name, (below, above) in zip(case["ocsps"], pairwise(way), strict=False)
    ]


def _expected(case: dict[str, Any]) -> set[Reason]:
    said = case["error"]["msg_regex"]
    ((_, expected),) = [(words, reasons) for words, reasons in OURS.items() if words in said]
    if "wrong_key_in_signing_cert" in case["name"]:
        return expected | {Reason.SIGNER_WRONG}
    return expected


def _cases() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((standards("openssl-ocsp") / "openssl-ocsp.json").read_bytes())
    return cases


def _certificate(name: str) -> Certificate:
    return read_certificates((standards("openssl-ocsp") / name).read_bytes()).certificates[0]


def _answer(name: str) -> bytes:
    return base64.b64decode((standards("openssl-ocsp") / name).read_bytes())
