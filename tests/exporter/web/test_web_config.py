import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from exporter.web.web_config import WebConfigError, load_web_config
from probes.language import Language
from tests.authority import Authority

_HASH = "$2y$10$" + "a" * 53


def _written(folder: Path, text: str) -> Path:
    Authority.root().server("localhost").write(folder)
    file = folder / "web.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_empty_file_protects_nothing(tmp_path: Path) -> None:
    config = load_web_config(_written(tmp_path, ""))

    assert (config.tls, dict(config.users), dict(config.headers)) == (None, {}, {})


def test_a_whole_file_is_taken(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(Authority.root().pem)
    file = _written(
        tmp_path,
        f"""
tls_server_config:
  cert_file: server.pem
  key_file: server.key
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: ca.pem
  min_version: TLS13
basic_auth_users:
  tổ-trực: {_HASH}
http_server_config:
  http2: false
  headers:
    Strict-Transport-Security: max-age=63072000
""",
    )

    config = load_web_config(file)

    assert config.tls is not None
    assert config.tls.cert_file == tmp_path / "server.pem"
    assert config.tls.client_certificates is ssl.CERT_REQUIRED
    assert config.tls.min_version is ssl.TLSVersion.TLSv1_3
    assert config.users == {"tổ-trực": _HASH}
    assert config.headers == {"Strict-Transport-Security": "max-age=63072000"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("basic_auth: {}", "1: basic_auth is not known here; allowed: tls_server_config,"),
        ("- one", "1: must be lines of the form name: value"),
        ("\ntls_server_config: [", "3: is not YAML"),
        ("basic_auth_users:", "1: must be lines of the form name: value"),
        ("basic_auth_users:\n  a: secret", "2: the password of a must be a bcrypt hash of cost 4 to 15"),
        (
            f"basic_auth_users:\n  a: {_HASH.replace('10', '31')}",
            "2: the password of a must be a bcrypt hash of cost 4 to 15",
        ),
        (f"basic_auth_users:\n  a: {_HASH}\n  a: {_HASH}", "3: a is given twice"),
        ("tls_server_config:\n  cert_file: server.pem", "2: key_file is missing"),
        ("tls_server_config:\n  key_file: server.key", "2: cert_file is missing"),
        ("tls_server_config:\n  cert_file: server.pem\n  key_file: none.key", "3: there is no file"),
        (
            "tls_server_config:\n  cert_file: server.pem\n  key_file: server.pem",
            "2: these files cannot be used",
        ),
        (
            "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n  min_version: SSL3",
            "4: must be one of: TLS10, TLS11, TLS12, TLS13",
        ),
        (
            "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n  min_version: TLS13\n  max_version: TLS12",
            "2: max_version is lower than min_version",
        ),
        (
            "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n  client_auth_type: RequireAnyClientCert",
            "4: must be one of: NoClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert",
        ),
        (
            "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n  client_auth_type: VerifyClientCertIfGiven",
            "4: client_ca_file is needed",
        ),
        (
            "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n  client_ca_file: server.pem",
            "4: client_ca_file has no effect",
        ),
        (
            "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n  curves: x",
            "4: curves is not known",
        ),
        ("http_server_config:\n  http2: true", "2: only false is allowed"),
        ("http_server_config:\n  headers:\n    X-Mine: a", "3: X-Mine is not known here"),
        ("http_server_config:\n  headers:\n    X-Frame-Options: [a]", "3: X-Frame-Options must be one line"),
        (
            'http_server_config:\n  headers:\n    X-Frame-Options: "a\\r\\nb"',
            "3: X-Frame-Options must be one line",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    file = _written(tmp_path, text)

    with pytest.raises(WebConfigError) as refused:
        load_web_config(file)

    (only,) = refused.value.faults
    assert only.in_(Language.EN).startswith(f"{file}:{fault}")
    assert only.text.vi != only.text.en


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    file = _written(tmp_path, "basic_auth_users:\n  a: x\n  b: y\nhttp_server_config:\n  http3: true\n")

    with pytest.raises(WebConfigError) as refused:
        load_web_config(file)

    assert [fault.line for fault in refused.value.faults] == [2, 3, 5]


def test_a_key_behind_a_password_is_refused_and_never_asked_for(tmp_path: Path) -> None:
    file = _written(tmp_path, "tls_server_config:\n  cert_file: server.pem\n  key_file: locked.key\n")
    issued = Authority.root().server("localhost")
    (tmp_path / "server.pem").write_bytes(issued.chain_pem)
    (tmp_path / "locked.key").write_bytes(
        issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    )

    with pytest.raises(WebConfigError) as refused:
        load_web_config(file)

    assert refused.value.faults[0].line == 2


def test_a_file_that_is_not_there_is_a_fault_of_its_first_line(tmp_path: Path) -> None:
    with pytest.raises(WebConfigError) as refused:
        load_web_config(tmp_path / "none.yml")

    assert refused.value.faults[0].line == 1
    assert refused.value.faults[0].text.en == "cannot be read: No such file or directory"


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "web.yml").write_bytes(b"\xff\xfe")

    with pytest.raises(WebConfigError) as refused:
        load_web_config(tmp_path / "web.yml")

    assert refused.value.faults[0].text.vi == "tệp không phải UTF-8"
