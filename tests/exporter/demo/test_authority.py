"""The demo's authority over its own socket, as OpenSSL sees it."""

import base64
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from cryptography import x509
from cryptography.x509 import ocsp

from exporter.demo.authority.desk import SLOW_STAMP_SECONDS
from exporter.demo.certificates import write_certificates
from exporter.demo.faults import CALM, Effects, What
from exporter.demo.servers import Servers
from exporter.demo.signing import (
    CANARY_GOOD,
    CANARY_REVOKED,
    LIST_PATH,
    OCSP_PATH,
    ROOT_LIST_PATH,
    TIMESTAMP_PATH,
    authority_url,
)
from exporter.demo.timestamping import QUERY_TYPE, REPLY_TYPE

pytestmark = pytest.mark.needs("openssl")

WAIT_SECONDS = 20
SIGNER, OF_THE_OLDER = "ubnd-19753", "ubnd-20107"


@dataclass(slots=True)
class Running:
    """The authority of one test module; `effects` is set by each test."""

    folder: Path
    url: str
    effects: Effects = CALM

    def file(self, name: str) -> str:
        return str(self.folder / f"{name}.pem")

    def serial(self, name: str) -> int:
        return x509.load_pem_x509_certificate(Path(self.file(name)).read_bytes()).serial_number


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    servers = Servers()
    running = Running(tmp_path_factory.mktemp("certificates"), authority_url(servers.bind().authority))
    servers.start(running.folder, write_certificates(running.folder, running.url))
    servers.follow(lambda: running.effects)
    yield running
    servers.stop()


@pytest.fixture
def running(started: Running) -> Running:
    started.effects = CALM
    return started


def openssl(*arguments: str) -> str:
    """All that OpenSSL says."""
    done = subprocess.run(
        ["openssl", *arguments], capture_output=True, text=True, check=False, timeout=WAIT_SECONDS
    )
    return done.stdout + done.stderr


def asked_about(running: Running, name: str, *more: str, issuer: str = "issuing") -> str:
    trust = ("-CAfile", running.file("root"), "-verify_other", running.file(issuer))
    place = ("-url", running.url + OCSP_PATH)
    return openssl(
        "ocsp", "-issuer", running.file(issuer), "-cert", running.file(name), *place, *trust, *more
    )


def test_openssl_verifies_the_answer_about_a_good_certificate_and_its_nonce(running: Running) -> None:
    said = asked_about(running, CANARY_GOOD)

    assert "Response verify OK" in said
    assert f"{CANARY_GOOD}.pem: good" in said
    assert "WARNING" not in said  # it warns of an answer without the nonce


def test_the_known_revoked_certificate_is_revoked_with_its_reason(running: Running) -> None:
    said = asked_about(running, CANARY_REVOKED)

    assert "Response verify OK" in said
    assert f"{CANARY_REVOKED}.pem: revoked" in said
    assert "Reason: keyCompromise" in said


@pytest.mark.parametrize(
    ("effects", "reason"),
    [
        (Effects(on_hold=frozenset({SIGNER})), "certificateHold"),
        (Effects(revoked=frozenset({SIGNER})), "cessationOfOperation"),
    ],
)
def test_a_signer_is_revoked_or_on_hold_while_the_story_says_so(
    running: Running, effects: Effects, reason: str
) -> None:
    running.effects = effects
    said = asked_about(running, SIGNER)
    listed = revocation_list(running)
    running.effects = CALM
    after = asked_about(running, SIGNER)

    assert f"{SIGNER}.pem: revoked" in said
    assert f"Reason: {reason}" in said
    assert running.serial(SIGNER) in {one.serial_number for one in listed}
    assert f"{SIGNER}.pem: good" in after
    assert [one.serial_number for one in revocation_list(running)] == [running.serial(CANARY_REVOKED)]


def test_the_older_authority_signs_itself_and_knows_nothing_any_more(running: Running) -> None:
    said = asked_about(running, OF_THE_OLDER, issuer="older")

    assert "Response verify OK" in said
    assert f"{OF_THE_OLDER}.pem: unknown" in said


def test_about_a_certificate_of_another_issuer_it_is_not_authorised_to_speak(running: Running) -> None:
    assert "unauthorized" in asked_about(running, "issuing", issuer="root")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (What.OCSP_TRY_LATER, "Responder Error: trylater"),
        (What.OCSP_FORGETFUL, f"{CANARY_GOOD}.pem: unknown"),
        (What.OCSP_STALE, "WARNING: Status times invalid"),
        (What.LOGIN_PAGE, "Error querying OCSP responder"),
    ],
)
def test_a_trouble_of_the_responder_is_what_openssl_complains_of(
    running: Running, what: What, said: str
) -> None:
    running.effects = Effects(authority=frozenset({what}))

    assert said in asked_about(running, CANARY_GOOD)


def test_a_request_in_the_address_is_answered_like_one_that_is_posted(
    running: Running, tmp_path: Path
) -> None:
    request, answer = tmp_path / "request", tmp_path / "answer"
    about = ("-issuer", running.file("issuing"), "-cert", running.file(CANARY_GOOD), "-no_nonce")
    openssl("ocsp", *about, "-reqout", str(request))
    path = quote(base64.b64encode(request.read_bytes()).decode(), safe="")
    got = requests.get(f"{running.url}{OCSP_PATH}/{path}", timeout=WAIT_SECONDS)
    answer.write_bytes(got.content)
    trust = ("-CAfile", running.file("root"), "-verify_other", running.file("issuing"))
    said = openssl("ocsp", *about, "-respin", str(answer), *trust)

    assert got.headers["Content-Type"] == "application/ocsp-response"
    assert "Response verify OK" in said
    assert f"{CANARY_GOOD}.pem: good" in said


@pytest.mark.parametrize("body", [b"", b"\x30\x03\x02\x01\x01", b"x" * 1000])
def test_what_is_no_request_is_called_malformed(running: Running, body: bytes) -> None:
    got = requests.post(running.url + OCSP_PATH, data=body, timeout=WAIT_SECONDS)

    status = ocsp.load_der_ocsp_response(got.content).response_status
    assert status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


@pytest.mark.parametrize(("path", "issuer"), [(LIST_PATH, "issuing"), (ROOT_LIST_PATH, "root")])
def test_openssl_verifies_the_revocation_lists(
    running: Running, tmp_path: Path, path: str, issuer: str
) -> None:
    file = tmp_path / "list"
    file.write_bytes(requests.get(running.url + path, timeout=WAIT_SECONDS).content)
    said = openssl(
        "crl", "-inform", "DER", "-in", str(file), "-noout", "-text", "-CAfile", running.file(issuer)
    )

    assert "verify OK" in said
    assert "X509v3 CRL Number" in said


def revocation_list(running: Running) -> x509.CertificateRevocationList:
    got = requests.get(running.url + LIST_PATH, timeout=WAIT_SECONDS)
    assert got.headers["Content-Type"] == "application/pkix-crl"
    return x509.load_der_x509_crl(got.content)


def number_of(crl: x509.CertificateRevocationList) -> int:
    return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number


def test_a_list_gets_the_next_number_when_somebody_is_revoked_and_stays_the_same_otherwise(
    running: Running,
) -> None:
    before, same = revocation_list(running), revocation_list(running)
    running.effects = Effects(revoked=frozenset({SIGNER}))
    after = revocation_list(running)

    assert number_of(before) == number_of(same)
    assert number_of(after) == number_of(before) + 1


def test_whoever_has_the_newest_list_is_told_so_until_it_changes(running: Running) -> None:
    def ask(**headers: str) -> requests.Response:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.get(running.url + LIST_PATH, headers=names, timeout=WAIT_SECONDS)

    first = ask()
    tag, since = first.headers["ETag"], first.headers["Last-Modified"]
    again, by_date = ask(If_None_Match=tag), ask(If_Modified_Since=since)
    running.effects = Effects(on_hold=frozenset({SIGNER}))
    changed = ask(If_None_Match=tag)

    assert "no-cache" in first.headers["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")
    assert by_date.status_code == 304
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_a_stale_list_is_past_its_end_but_neither_older_nor_of_a_lower_number(running: Running) -> None:
    fresh = revocation_list(running)
    running.effects = Effects(revoked=frozenset({SIGNER}), authority=frozenset({What.CRL_STALE}))
    stale, still = revocation_list(running), revocation_list(running)
    running.effects = Effects(revoked=frozenset({SIGNER}))
    new = revocation_list(running)

    assert stale.next_update_utc is not None
    assert fresh.next_update_utc is not None
    assert stale.next_update_utc < fresh.next_update_utc
    assert stale.last_update_utc >= fresh.last_update_utc
    assert number_of(fresh) < number_of(stale) == number_of(still) < number_of(new)
    assert stale.get_revoked_certificate_by_serial_number(running.serial(SIGNER)) is not None


def stamped(running: Running, folder: Path) -> tuple[requests.Response, str]:
    """The answer to a query that OpenSSL made, and what OpenSSL says of it."""
    document, query, answer = folder / "document", folder / "query", folder / "answer"
    document.write_bytes(b"mo phong")
    openssl("ts", "-query", "-data", str(document), "-sha256", "-cert", "-out", str(query))
    got = requests.post(
        running.url + TIMESTAMP_PATH,
        data=query.read_bytes(),
        headers={"Content-Type": QUERY_TYPE},
        timeout=WAIT_SECONDS,
    )
    answer.write_bytes(got.content)
    trust = ("-CAfile", running.file("root"), "-untrusted", running.file("issuing"))
    return got, openssl("ts", "-verify", "-in", str(answer), "-queryfile", str(query), *trust)


def test_openssl_verifies_a_timestamp(running: Running, tmp_path: Path) -> None:
    got, said = stamped(running, tmp_path)

    assert got.headers["Content-Type"] == REPLY_TYPE
    assert "Verification: OK" in said


def test_a_slow_timestamp_is_a_good_one(running: Running, tmp_path: Path) -> None:
    running.effects = Effects(authority=frozenset({What.STAMPS_SLOW}))
    got, said = stamped(running, tmp_path)

    assert got.elapsed.total_seconds() >= SLOW_STAMP_SECONDS
    assert "Verification: OK" in said


def test_a_failing_timestamp_service_answers_503(running: Running, tmp_path: Path) -> None:
    running.effects = Effects(authority=frozenset({What.STAMPS_FAILING}))

    assert stamped(running, tmp_path)[0].status_code == 503


@pytest.mark.parametrize("path", [LIST_PATH, ROOT_LIST_PATH, OCSP_PATH, TIMESTAMP_PATH])
def test_a_login_page_stands_before_everything(running: Running, path: str) -> None:
    running.effects = Effects(authority=frozenset({What.LOGIN_PAGE}))
    got = requests.post(running.url + path, data=b"x", timeout=WAIT_SECONDS)

    assert got.status_code == 200
    assert got.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("POST", LIST_PATH, 405),
        ("HEAD", LIST_PATH, 200),
        ("PUT", OCSP_PATH, 405),
        ("GET", f"{OCSP_PATH}/%FF!", 400),
        ("GET", TIMESTAMP_PATH, 405),
        ("GET", f"{LIST_PATH}?x=1", 200),
    ],
)
def test_other_questions_are_answered_as_a_web_server_does(
    running: Running, method: str, path: str, status: int
) -> None:
    got = requests.request(method, running.url + path, timeout=WAIT_SECONDS)

    assert got.status_code == status
    assert "Date" in got.headers
    assert got.content == b"" or method == "GET"


def test_a_body_that_is_too_long_or_of_no_length_is_not_read(running: Running) -> None:
    long = requests.post(running.url + OCSP_PATH, data=b"x" * 70_000, timeout=WAIT_SECONDS)
    odd = requests.post(
        running.url + OCSP_PATH, headers={"Content-Length": "many"}, data=iter([b""]), timeout=WAIT_SECONDS
    )

    assert (long.status_code, odd.status_code) == (400, 400)


def test_no_key_of_the_authority_is_written(running: Running) -> None:
    with_keys = {path.name for path in running.folder.iterdir() if b"PRIVATE" in path.read_bytes()}

    assert all(name.startswith("tls-") for name in with_keys)
