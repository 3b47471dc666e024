"""Which agents may deliver: one-time codes, the tokens that agents exchange them for, and their revocation.

Codes and tokens are kept as SHA-256 only: whoever reads the file can deliver nothing. Both are random and long (60 and 256
bits), so that a slow hash would add nothing.
"""

import hmac
import re
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from probes.language import Text

CODE_SECONDS: Final = 7 * 86400.0

SCHEMA: Final = """
    CREATE TABLE enrolment_code (
        site TEXT PRIMARY KEY, code BLOB NOT NULL UNIQUE, expires REAL NOT NULL, token BLOB
    ) WITHOUT ROWID;
    CREATE TABLE agent (site TEXT PRIMARY KEY, token BLOB NOT NULL UNIQUE, enrolled REAL NOT NULL) WITHOUT ROWID;
    CREATE TABLE registry_change (number INTEGER NOT NULL);
    INSERT INTO registry_change VALUES (0);
"""
"""enrolment_code: the last code of a site; `token`: what it was exchanged for. registry_change: counts what is done to the
other two, so that a running hub notices what the command line did."""

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nobody need tell O from 0, or I from 1
_GROUPS, _GROUP = 3, 4
_TOKEN = re.compile(r"[0-9A-Za-z_-]{43,128}")


class EnrolmentRefused(Exception):
    """The code is not known, no longer valid or already used; or the token is none. `text` says which."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An agent that may deliver. enrolled, last_contact: unix seconds; None: not heard since it was enrolled."""

    site: str
    enrolled: float
    last_contact: float | None


def new_code(database: sqlite3.Connection, site: str, now: float) -> str:
    """A code that the agent of `site` can be enrolled with within seven days; the site's earlier one is void."""
    letters = [secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP)]
    code = "-".join("".join(letters[place : place + _GROUP]) for place in range(0, len(letters), _GROUP))
    database.execute(
        "INSERT OR REPLACE INTO enrolment_code VALUES (?, ?, ?, NULL)",
        (site, _code(code), now + CODE_SECONDS),
    )
    return code


def enrol(database: sqlite3.Connection, code: str, token: str, sites: frozenset[str], now: float) -> str:
    """Let the bearer of `token` deliver for the site that the code was made for, and nobody else; returns the site.

    The same again is no fault: the answer may have been lost. sites: those with an agent. Raises EnrolmentRefused.
    """
    if _TOKEN.fullmatch(token) is None:
        raise EnrolmentRefused(_NO_TOKEN)
    found = database.execute(
        "SELECT site, expires, token FROM enrolment_code WHERE code = ?", (_code(code),)
    ).fetchone()
    if found is None or found[0] not in sites:
        raise EnrolmentRefused(_NO_CODE)
    site, expires, used = found
    if now >= expires:
        raise EnrolmentRefused(_TOO_LATE)
    borne = _token(token)
    if used is not None and not hmac.compare_digest(used, borne):
        raise EnrolmentRefused(_USED)
    if database.execute("SELECT 1 FROM agent WHERE token = ? AND site != ?", (borne, site)).fetchone():
        raise EnrolmentRefused(_NO_TOKEN)
    if used is None:
        database.execute("INSERT OR REPLACE INTO agent VALUES (?, ?, ?)", (site, borne, now))
        database.execute("UPDATE enrolment_code SET token = ? WHERE site = ?", (borne, site))
        _changed(database)
    return str(site)


def revoke(database: sqlite3.Connection, site: str) -> bool:
    """Take the agent's token and code of a site away; False when it had none."""
    gone = sum(
        database.execute(f"DELETE FROM {table} WHERE site = ?", (site,)).rowcount  # noqa: S608  # our own names
        for table in ("agent", "enrolment_code")
    )
    _changed(database)
    return gone > 0


def enrolled(database: sqlite3.Connection) -> Sequence[Enrolled]:
    """Every agent that may deliver, by site."""
    rows = database.execute(
        "SELECT site, enrolled, last FROM agent LEFT JOIN contact USING (site) ORDER BY site"
    )
    return [
        Enrolled(site, since, last if last is not None and last >= since else None)
        for site, since, last in rows
    ]


class Tokens:
    """Whose a token is, from memory. `refresh` reads them anew when something was changed; one thread calls it."""

    def __init__(self) -> None:
        self._change: int | None = None
        self._sites: Mapping[bytes, str] = {}
        self.enrolled: Mapping[str, float] = {}

    @property
    def known(self) -> bool:
        """Whether they have been read at all: until then nobody can be told that a token is unknown."""
        return self._change is not None

    def refresh(self, database: sqlite3.Connection) -> None:
        """Know what is enrolled now."""
        change = int(database.execute("SELECT number FROM registry_change").fetchone()[0])
        if change != self._change:
            rows = database.execute("SELECT site, token, enrolled FROM agent").fetchall()
            self._sites = {token: site for site, token, _ in rows}
            self.enrolled = {site: since for site, _, since in rows}
            self._change = change

    def site_of(self, token: str) -> str | None:
        """The site that this token delivers for; None: unknown or revoked.

        Looked up by its hash: how long that takes says nothing of the token.
        """
        return self._sites.get(_token(token))


def _changed(database: sqlite3.Connection) -> None:
    database.execute("UPDATE registry_change SET number = number + 1")


def _code(code: str) -> bytes:
    """The hash of what people type: small letters, spaces and missing dashes do not matter."""
    return sha256("".join(filter(str.isalnum, code.upper())).encode()).digest()


def _token(token: str) -> bytes:
    return sha256(token.encode()).digest()


_NO_CODE = Text(
    "Mã ghi danh không đúng; hãy xem lại từng chữ, hoặc xin tỉnh cấp mã mới (thongsuot agents enrol)",
    "This code is not known; check each letter, or ask the province for a new one (thongsuot agents enrol)",
)
_TOO_LATE = Text(
    "Mã ghi danh đã quá hạn 7 ngày; hãy xin tỉnh cấp mã mới (thongsuot agents enrol)",
    "This code is older than 7 days; ask the province for a new one (thongsuot agents enrol)",
)
_USED = Text(
    "Mã ghi danh đã được một máy khác dùng; hãy xin tỉnh cấp mã mới (thongsuot agents enrol)",
    "This code was used by another machine; ask the province for a new one (thongsuot agents enrol)",
)
_NO_TOKEN = Text(
    "token: phải là 43-128 chữ, số, dấu - hoặc _, và là của riêng máy này",
    "token: 43-128 letters, digits, - or _ are expected, and nobody else's",
)
