"""The signing certificates by role, for those on call and the commune itself: role, kind, state and end. Never whose: the
inventory has no names."""

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.cause import CommuneStatus
from exporter.view import Moment
from probes.inventory.model import Signer, SignerKind
from probes.inventory.summary import signer_id
from probes.language import Text
from probes.observation import HUB
from probes.signing.state import SigningState

MOST_ROWS = 300
_ENDS = (
    "certificate_effective_not_after_timestamp_seconds",
    "certificate_not_after_timestamp_seconds",
)
_STATES = {state.value: state for state in SigningState}
_GOOD = (SigningState.VALID,)
_KINDS = {
    SignerKind.ORGANISATION: Text("Tổ chức (con dấu)", "Organisation (seal)"),
    SignerKind.PERSON: Text("Cá nhân", "Person"),
    SignerKind.DEVICE: Text("Thiết bị, phần mềm", "Device or program"),
}
_ROLES = {
    "chu-tich": Text("Chủ tịch", "Chair"),
    "pho-chu-tich": Text("Phó Chủ tịch", "Vice chair"),
    "lanh-dao": Text("Lãnh đạo", "Leader"),
    "giam-doc": Text("Giám đốc", "Director"),
    "pho-giam-doc": Text("Phó Giám đốc", "Deputy director"),
    "van-thu": Text("Văn thư", "Clerk"),
    "con-dau": Text("Con dấu", "Seal"),
    "tiep-nhan": Text("Tiếp nhận hồ sơ", "Reception"),
    "tu-phap": Text("Tư pháp – hộ tịch", "Justice and civil status"),
    "dia-chinh": Text("Địa chính", "Land"),
    "ke-toan": Text("Kế toán", "Accounts"),
}


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One declared certificate. ends: unix seconds, of the earliest end in its chain; None where it is not known."""

    signer: Signer
    commune: str
    state: SigningState
    ends: float | None

    @property
    def role(self) -> Text:
        """What the role is called: the usual ones by their names, any other as the inventory writes it."""
        role = self.signer.role.replace("_", "-")
        name = max((each for each in _ROLES if f"{role}-".startswith(f"{each}-")), key=len, default=None)
        if name is None:
            return Text(self.signer.role, self.signer.role)
        rest = role.removeprefix(name).replace("-", " ")
        return Text(f"{_ROLES[name].vi}{rest}", f"{_ROLES[name].en}{rest}")

    @property
    def kind(self) -> Text:
        """What it is issued to."""
        return _KINDS[self.signer.signer_kind]

    @property
    def mark(self) -> CommuneStatus:
        """The colour and shape of its mark."""
        if self.state is SigningState.NOT_OBSERVED or not self.state.known:
            return CommuneStatus.UNKNOWN
        if not self.state.usable:
            return CommuneStatus.OUTAGE
        return CommuneStatus.NORMAL if self.state in _GOOD else CommuneStatus.DEGRADED


@dataclass(frozen=True, slots=True)
class Certificates:
    """Those that need something, or all of one commune; left_out: how many more there are than are shown."""

    commune: str | None
    rows: Sequence[CertificateRow]
    left_out: int


def certificates(moment: Moment, commune: str | None) -> Certificates:
    """Worst first, then by end. commune: all of this one, whatever their state; None: of all, what needs something done."""
    rows = [
        row
        for signer in moment.inventory.signers
        if commune in (None, signer.commune)
        if (row := _row(signer, moment)).state not in _GOOD or commune is not None
    ]
    ranks = {state: rank for rank, state in enumerate(SigningState)}
    rows.sort(key=lambda row: (ranks[row.state], row.ends or 0.0, row.signer.commune, row.signer.id))
    return Certificates(commune, rows[:MOST_ROWS], max(0, len(rows) - MOST_ROWS))


def _row(signer: Signer, moment: Moment) -> CertificateRow:
    id_ = signer_id(signer)
    name = moment.layout.commune_names.get(signer.commune, signer.commune)
    state, target = moment.snapshot.states.get((id_, HUB)), moment.snapshot.targets.get(id_)
    if state is None or target is None or moment.at.monotonic > state.last_seen + target.policy.stale_after:
        return CertificateRow(signer, name, SigningState.NOT_OBSERVED, None)
    result = state.last.result
    ends = next((result.measures[name] for name in _ENDS if name in result.measures), None)
    found = _STATES.get(result.facts.get("state", ""), SigningState.NOT_OBSERVED)
    return CertificateRow(signer, name, found, ends)
