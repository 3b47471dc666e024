"""The demo's timestamp authority: OpenSSL finds its stamps good, and it refuses what it cannot stamp."""

from datetime import timedelta
from pathlib import Path
from subprocess import run

import pytest
from asn1crypto import tsp

from exporter.demo.timestamping import answer
from probes.pki.timestamp import new_request
from probes.reasons import Reason
from tests.authority import NOW, new_key, rsa_key
from tests.probes.stamp_checks import ROOT, SUB, TSA, failure, says
from tests.servers.timestamping import authority_of, stamper


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("key", [new_key(), rsa_key()], ids=["ec", "rsa"])
def test_openssl_finds_our_own_authority_s_stamps_good(key: object, tmp_path: Path) -> None:
    tsa, query, reply = authority_of(stamper(SUB, key=key)), tmp_path / "query", tmp_path / "reply"
    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    (tmp_path / "document").write_text("Xin chào")
    ts = ["openssl", "ts"]
    run([*ts, "-query", "-data", tmp_path / "document", "-sha512", "-cert", "-out", query], check=True)

    reply.write_bytes(answer(tsa, query.read_bytes(), NOW + timedelta(milliseconds=400)))
    verified = run(
        [*ts, "-verify", "-queryfile", query, "-in", reply, "-CAfile", tmp_path / "root.pem"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert verified.stdout == "Verification: OK\n", verified.stderr


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (b"", "rejection, bad data format"),
        (b"<html>", "rejection, bad data format"),
        (new_request().der[:-1], "rejection, bad data format"),
        (new_request().der + b"x", "rejection, bad data format"),
        (
            tsp.TimeStampReq(
                {
                    "version": "v1",
                    "message_imprint": {"hash_algorithm": {"algorithm": "sha1"}, "hashed_message": bytes(20)},
                }
            ).dump(),
            "rejection, bad alg",
        ),
        (
            tsp.TimeStampReq(
                {
                    "version": "v1",
                    "message_imprint": {
                        "hash_algorithm": {"algorithm": "sha256"},
                        "hashed_message": bytes(20),
                    },
                }
            ).dump(),
            "rejection, bad alg",
        ),
        (
            tsp.TimeStampReq(
                {
                    "version": "v1",
                    "message_imprint": {
                        "hash_algorithm": {"algorithm": "sha256"},
                        "hashed_message": bytes(32),
                    },
                    "req_policy": "1.2.3",
                }
            ).dump(),
            "rejection, unaccepted policy",
        ),
    ],
    ids=("nothing", "a page", "a byte short", "a byte more", "SHA-1", "a short hash", "a policy"),
)
def test_our_own_authority_refuses_what_it_cannot_stamp_and_says_why(query: bytes, words: str) -> None:
    failed = failure(says(answer(authority_of(TSA), query, NOW)))

    assert (failed.reason, failed.detail) == (Reason.RESPONDER_ERROR, words)


def test_our_own_authority_sends_its_certificate_only_when_asked() -> None:
    query = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)},
        }
    )

    response = tsp.TimeStampResp.load(answer(authority_of(TSA), query.dump(), NOW))
    data = response["time_stamp_token"]["content"].native

    assert data["certificates"] is None
    assert data["encap_content_info"]["content"]["nonce"] is None
