"""The web-config file of a listener, in exporter-toolkit's format: TLS, users, headers; every fault with its line."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import yaml

from exporter.web.tls import Tls, server_context
from probes.inventory.faults import Fault, InventoryError
from probes.language import Text

T = TypeVar("T")

_VERSIONS = {
    "TLS10": ssl.TLSVersion.TLSv1,
    "TLS11": ssl.TLSVersion.TLSv1_1,
    "TLS12": ssl.TLSVersion.TLSv1_2,
    "TLS13": ssl.TLSVersion.TLSv1_3,
}
# Python verifies every client certificate that it asks for: the two types that ask and do not verify cannot be had.
_CLIENT_TYPES = {
    "NoClientCert": ssl.CERT_NONE,
    "VerifyClientCertIfGiven": ssl.CERT_OPTIONAL,
    "RequireAndVerifyClientCert": ssl.CERT_REQUIRED,
}
_HEADERS = (
    "Content-Security-Policy",
    "X-Frame-Options",
    "X-Content-Type-Options",
    "X-XSS-Protection",
    "Strict-Transport-Security",
)
_BCRYPT = re.compile(r"\$2[aby]\$(?P<cost>\d\d)\$[./A-Za-z0-9]{53}")
_MOST_BCRYPT_COST = 15


@dataclass(frozen=True, slots=True)
class WebConfig:
    """One listener's protection. `users`: bcrypt hash by name; empty means that nobody signs in."""

    tls: Tls | None = None
    users: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class WebConfigError(InventoryError):
    """A web-config file that cannot be used; `faults` holds all that is wrong with it."""


def load_web_config(file: Path) -> WebConfig:
    """What `file` says. Raises WebConfigError with every fault; paths in it are relative to its folder."""
    reader = _Reader(file)
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        reader.fault(None, f"không đọc được tệp: {error.strerror}", f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        reader.fault(None, "tệp không phải UTF-8", "is not UTF-8")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = 1 if mark is None else mark.line + 1
        reader.fault_at(line, f"không phải YAML: {error.problem}", f"is not YAML: {error.problem}")
    else:
        config = WebConfig() if root is None else reader.web_config(root)
        if not reader.faults:
            return config
    raise WebConfigError(sorted(reader.faults))


class _Reader:
    """Walks the YAML nodes, which know their lines, and gathers every fault on the way."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def web_config(self, root: yaml.Node) -> WebConfig:
        parts = self.section(root, ("tls_server_config", "basic_auth_users", "http_server_config"))
        tls = self.tls(parts["tls_server_config"]) if "tls_server_config" in parts else None
        users = self.users(parts["basic_auth_users"]) if "basic_auth_users" in parts else {}
        headers = self.http(parts["http_server_config"]) if "http_server_config" in parts else {}
        return WebConfig(tls, users, headers)

    def tls(self, node: yaml.Node) -> Tls | None:
        keys = ("cert_file", "key_file", "client_auth_type", "client_ca_file", "min_version", "max_version")
        parts = self.section(node, keys)
        for key in ("cert_file", "key_file"):
            if key not in parts:
                self.fault(node, f"thiếu {key}", f"{key} is missing")
        files = {
            key: self.existing_file(parts[key])
            for key in ("cert_file", "key_file", "client_ca_file")
            if key in parts
        }
        client = self.choice(parts.get("client_auth_type"), _CLIENT_TYPES, ssl.CERT_NONE)
        least = self.choice(parts.get("min_version"), _VERSIONS, ssl.TLSVersion.TLSv1_2)
        most = self.choice(parts.get("max_version"), _VERSIONS, ssl.TLSVersion.TLSv1_3)
        if most < least:
            self.fault(node, "max_version thấp hơn min_version", "max_version is lower than min_version")
        if client is not ssl.CERT_NONE and "client_ca_file" not in parts:
            self.fault(
                parts["client_auth_type"],
                "cần client_ca_file để kiểm tra chứng thư của máy khách",
                "client_ca_file is needed to verify client certificates",
            )
        if client is ssl.CERT_NONE and "client_ca_file" in parts:
            self.fault(
                parts["client_ca_file"],
                "client_ca_file không có tác dụng khi client_auth_type là NoClientCert",
                "client_ca_file has no effect while client_auth_type is NoClientCert",
            )
        certificate, key_file = files.get("cert_file"), files.get("key_file")
        if certificate is None or key_file is None:
            return None
        tls = Tls(certificate, key_file, client, files.get("client_ca_file"), least, most)
        try:
            server_context(tls)
        except OSError as error:
            self.fault(node, f"không dùng được các tệp này: {error}", f"these files cannot be used: {error}")
        return tls

    def users(self, node: yaml.Node) -> Mapping[str, str]:
        users = {}
        for name, value in self.entries(node).items():
            stored = self.text(value)
            match = None if stored is None else _BCRYPT.fullmatch(stored)
            if stored is None or match is None or not 4 <= int(match["cost"]) <= _MOST_BCRYPT_COST:
                self.fault(
                    value,
                    f"mật khẩu của {name} phải là mã băm bcrypt, độ khó 4 đến {_MOST_BCRYPT_COST} (tạo bằng: htpasswd -nB)",
                    f"the password of {name} must be a bcrypt hash of cost 4 to {_MOST_BCRYPT_COST} (made by: htpasswd -nB)",
                )
            else:
                users[name] = stored
        return users

    def http(self, node: yaml.Node) -> Mapping[str, str]:
        parts = self.section(node, ("headers", "http2"))
        if "http2" in parts and self.text(parts["http2"]) != "false":
            self.fault(
                parts["http2"],
                "chỉ nhận false: chương trình này dùng HTTP/1.1",
                "only false is allowed: this program speaks HTTP/1.1",
            )
        headers = {}
        for name, value in (self.section(parts["headers"], _HEADERS) if "headers" in parts else {}).items():
            text = self.text(value)
            if text is None or not text.isascii() or not text.isprintable():
                self.fault(value, f"{name} phải là một dòng chữ ASCII", f"{name} must be one line of ASCII")
            else:
                headers[name] = text
        return headers

    def section(self, node: yaml.Node, allowed: tuple[str, ...]) -> Mapping[str, yaml.Node]:
        """The entries of a mapping, those that are `allowed`."""
        entries = self.entries(node)
        for key in entries.keys() - set(allowed):
            choices = ", ".join(allowed)
            self.fault(
                entries[key],
                f"không có mục {key}; được dùng: {choices}",
                f"{key} is not known here; allowed: {choices}",
            )
        return {key: value for key, value in entries.items() if key in allowed}

    def entries(self, node: yaml.Node) -> Mapping[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, "phải là các dòng dạng tên: giá trị", "must be lines of the form name: value")
            return {}
        entries: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value in entries:
                self.fault(key, f"{key.value} được khai báo hai lần", f"{key.value} is given twice")
            entries[str(key.value)] = value
        return entries

    def choice(self, node: yaml.Node | None, choices: Mapping[str, T], default: T) -> T:
        if node is None:
            return default
        text = self.text(node)
        if text is not None and text in choices:
            return choices[text]
        allowed = ", ".join(choices)
        self.fault(node, f"phải là một trong: {allowed}", f"must be one of: {allowed}")
        return default

    def existing_file(self, node: yaml.Node) -> Path | None:
        text = self.text(node)
        path = self.file.parent / text if text else None
        if path is None or not path.is_file():
            self.fault(node, f"không có tệp {path or ''}".strip(), f"there is no file {path or ''}".strip())
            return None
        return path

    def text(self, node: yaml.Node) -> str | None:
        return str(node.value) if isinstance(node, yaml.ScalarNode) else None

    def fault(self, node: yaml.Node | None, vi: str, en: str) -> None:
        self.fault_at(1 if node is None else node.start_mark.line + 1, vi, en)

    def fault_at(self, line: int, vi: str, en: str) -> None:
        self.faults.append(Fault(str(self.file), line, Text(vi, en)))
