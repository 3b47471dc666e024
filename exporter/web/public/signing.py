"""What the public may know of a commune's signers: how many, never who. A role alone would point at one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alerts.cause import CommuneStatus
from alerts.signing import CommuneSigning
from probes.inventory.model import RoleGroup
from probes.language import Text
from probes.signing.state import SigningState

_DAY = 86400


@dataclass(frozen=True, slots=True)
class Missing:
    """A group that no document goes out without, and in which nobody can sign."""

    word: Text
    sentence: Text
    hint: Text


@dataclass(frozen=True, slots=True)
class Count:
    """How many certificates are so. `status` gives the mark its colour and shape; `note` says what the word leaves open."""

    status: CommuneStatus
    word: Text
    count: int
    note: Text


def signing_json(signing: CommuneSigning | None, now: float) -> dict[str, Any]:
    """Counts by role group and by state, and in how many whole days the first of a group's usable ones ends.

    A `null` in `usable`: of that group nobody is known to be able to sign, and of some it is not known. `now`: unix seconds.
    """
    if signing is None:
        return {"usable": {}, "first_end_days": {}, "states": {}}
    return {
        "usable": {group.value: signing.usable[group] for group in sorted(signing.usable)},
        "first_end_days": {group.value: days for group, days in _days_left(signing, now)},
        "states": {state.value: signing.states[state] for state in SigningState if state in signing.states},
    }


def missing_groups(signing: CommuneSigning) -> Sequence[Missing]:
    """What keeps every document from going out, as far as that is known: a group of which each one is known not to sign."""
    return [
        Missing(_CANNOT_ISSUE, sentence, _remedy(signing.blocked[group]).format(form=form))
        for group, (sentence, form) in _MISSING.items()
        if group in signing.blocked
    ]


def _remedy(states: frozenset[SigningState]) -> Text:
    """The quickest way by which one of them may sign again: a hold that is lifted needs no new certificate."""
    return next((remedy for state, remedy in _REMEDIES.items() if state in states), _REPLACE)


def signing_counts(signing: CommuneSigning) -> Sequence[Count]:
    """Every declared certificate in exactly one count. Only what needs nothing done and was proven afresh is called good."""
    counts = []
    for states, status, word, note in _COUNTS:
        count = sum(signing.states.get(state, 0) for state in states)
        if count:
            counts.append(Count(status, word, count, note))
    return counts


def first_ends(signing: CommuneSigning, now: float) -> Text | None:
    """When the next certificate ends, by group, in whole days from `now` (unix seconds); None when no end is known."""
    said = [(_GROUPS[group], _days(days)) for group, days in _days_left(signing, now)]
    if not said:
        return None
    return Text(
        "Hết hạn sớm nhất: " + "; ".join(f"{group.vi} ({days.vi})" for group, days in said),
        "The next to end: " + "; ".join(f"{group.en} ({days.en})" for group, days in said),
    )


def _days_left(signing: CommuneSigning, now: float) -> Sequence[tuple[RoleGroup, int]]:
    """What ended since it was last looked at is left out until the next look."""
    left = [(group, int((signing.ends[group] - now) // _DAY)) for group in RoleGroup if group in signing.ends]
    return [(group, days) for group, days in left if days >= 0]


def _days(days: int) -> Text:
    if days == 0:
        return Text("còn chưa đầy 1 ngày", "in less than a day")
    return Text(f"còn {days} ngày", f"in {days} day" if days == 1 else f"in {days} days")


_GROUPS = {
    RoleGroup.LEADER: Text("chứng thư của lãnh đạo", "a leader's"),
    RoleGroup.SEAL: Text("chứng thư con dấu", "the seal's"),
    RoleGroup.STAFF: Text("chứng thư của công chức, viên chức khác", "one of other staff"),
    RoleGroup.DEVICE: Text("chứng thư của thiết bị, phần mềm", "a device's or a program's"),
}
_CANNOT_ISSUE = Text("Chưa phát hành được văn bản ký số", "No signed document can be issued")
_MISSING = {
    RoleGroup.LEADER: (
        Text(
            "không có chứng thư nào của lãnh đạo dùng để ký được", "no leader has a certificate that can sign"
        ),
        "01",
    ),
    RoleGroup.SEAL: (
        Text("không có chứng thư con dấu nào dùng được", "no certificate for the seal can be used"),
        "02",
    ),
}
"""What is missing, and the form to ask for a new one with."""
_CHECK = Text(
    "báo tổ trực (nhóm chữ ký số) kiểm tra xem đã khai báo đúng chứng thư chưa",
    "have the duty team (digital signatures) check whether the right certificate is declared",
)
# Quickest first.
_REMEDIES = {
    SigningState.SUSPENDED: Text(
        "báo tổ trực (nhóm chữ ký số), hỏi cơ quan quản lý thuê bao vì sao chứng thư bị tạm dừng và bao giờ được dùng lại",
        "tell the duty team (digital signatures), and ask the managing body why the certificate is on hold and until when",
    ),
    SigningState.CA_UNUSABLE: Text(
        "báo tổ trực (nhóm chữ ký số): lỗi ở tổ chức chứng thực, tại xã không phải làm gì",
        "tell the duty team (digital signatures): the authority is at fault, there is nothing to do at the commune",
    ),
    SigningState.NOT_YET_VALID: Text(
        "báo tổ trực (nhóm chữ ký số) và chờ tới ngày chứng thư có hiệu lực",
        "tell the duty team (digital signatures), and wait for the certificate's first day",
    ),
    SigningState.UNTRUSTED: _CHECK,
    SigningState.WRONG_USAGE: _CHECK,
}
_REPLACE = Text(
    "báo tổ trực (nhóm chữ ký số) và chuẩn bị đề nghị cấp mới (Mẫu {form})",
    "tell the duty team (digital signatures), and prepare the request for a new one (form {form})",
)
_UNKNOWN = tuple(state for state in SigningState if not state.known)
# Every state stands in exactly one row; what can be signed with comes first.
_COUNTS: Sequence[tuple[Sequence[SigningState], CommuneStatus, Text, Text]] = (
    (
        (SigningState.VALID,),
        CommuneStatus.NORMAL,
        Text("Ký được", "Can sign"),
        Text("còn hiệu lực, đã kiểm tra là không bị thu hồi", "in effect, and checked not to be revoked"),
    ),
    (
        (SigningState.EXPIRING,),
        CommuneStatus.DEGRADED,
        Text("Sắp hết hạn", "Ends soon"),
        Text("cần lập đề nghị gia hạn (Mẫu 04)", "ask for renewal (form 04)"),
    ),
    (
        (SigningState.RENEW_WINDOW_CLOSED,),
        CommuneStatus.DEGRADED,
        Text("Không còn kịp gia hạn", "Too late to renew"),
        Text(
            "sắp hết hạn, cần lập đề nghị cấp mới (Mẫu 01 hoặc 02)",
            "ends soon; apply for a new one (form 01 or 02)",
        ),
    ),
    (
        (SigningState.REVOKED_SCHEDULED,),
        CommuneStatus.DEGRADED,
        Text("Sắp bị thu hồi", "To be revoked"),
        Text("cần lập đề nghị cấp mới trước ngày thu hồi", "apply for a new one before that day"),
    ),
    (
        (SigningState.IDENTITY_STALE,),
        CommuneStatus.DEGRADED,
        Text("Cần đổi thông tin", "Must be changed"),
        Text(
            "tên đơn vị trên chứng thư không còn phù hợp, cần đề nghị thay đổi nội dung thông tin (Mẫu 04)",
            "it names the body by a former name; ask for its content to be changed (form 04)",
        ),
    ),
    (
        (SigningState.REVOCATION_UNKNOWN,),
        CommuneStatus.UNKNOWN,
        Text("Chưa rõ việc thu hồi", "Revocation not known"),
        Text(
            "còn hiệu lực, nhưng chưa xác định được đã bị thu hồi hay chưa",
            "in effect, but whether it has been revoked is not known",
        ),
    ),
    (
        (SigningState.DECLARED,),
        CommuneStatus.UNKNOWN,
        Text("Chỉ có ngày khai báo", "Declared only"),
        Text(
            "mới biết ngày hết hạn do đơn vị khai, chưa xem được chứng thư",
            "only its declared end is known; the certificate itself was not seen",
        ),
    ),
    (
        (SigningState.SUSPENDED,),
        CommuneStatus.OUTAGE,
        Text("Đang tạm dừng", "On hold"),
        Text(
            "tạm thời không ký được, cần hỏi cơ quan quản lý thuê bao bao giờ được dùng lại",
            "cannot sign for now; ask the managing body until when",
        ),
    ),
    (
        (SigningState.REVOKED,),
        CommuneStatus.OUTAGE,
        Text("Đã bị thu hồi", "Revoked"),
        Text("không ký được nữa", "can sign no more"),
    ),
    (
        (SigningState.EXPIRED,),
        CommuneStatus.OUTAGE,
        Text("Đã hết hạn", "Expired"),
        Text("không ký được nữa", "can sign no more"),
    ),
    (
        (SigningState.NOT_YET_VALID,),
        CommuneStatus.OUTAGE,
        Text("Chưa có hiệu lực", "Not valid yet"),
        Text("chưa ký được, phải chờ tới ngày có hiệu lực", "cannot sign before its first day"),
    ),
    (
        (SigningState.CA_UNUSABLE,),
        CommuneStatus.OUTAGE,
        Text("Lỗi ở nơi cấp", "Authority at fault"),
        Text(
            "không ký được vì chứng thư của tổ chức chứng thực không còn dùng được; tại xã không phải làm gì",
            "cannot sign, as its authority's own certificate is no longer good; nothing to do at the commune",
        ),
    ),
    (
        (SigningState.UNTRUSTED, SigningState.WRONG_USAGE, SigningState.WEAK),
        CommuneStatus.OUTAGE,
        Text("Không ký được", "Cannot sign"),
        Text("không đủ điều kiện để ký văn bản", "not fit for signing documents"),
    ),
    (
        _UNKNOWN,
        CommuneStatus.UNKNOWN,
        Text("Chưa kiểm tra được", "Not checked"),
        Text("chưa có chứng thư hoặc chưa đủ căn cứ để kết luận", "not seen, or too little to judge by"),
    ),
)
