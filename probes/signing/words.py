"""What is said of a certificate's revocation."""

from probes.language import Text
from probes.pki import day
from probes.signing.revocation import Cause, Revocation, Standing

_REASONS = {
    "keyCompromise": Text("lộ khóa bí mật", "its key was exposed"),
    "cACompromise": Text("tổ chức chứng thực bị lộ khóa", "the authority's key was exposed"),
    "affiliationChanged": Text("đổi đơn vị hoặc thông tin", "its holder's body or name changed"),
    "superseded": Text("đã được cấp chứng thư khác thay thế", "another one replaced it"),
    "cessationOfOperation": Text("đơn vị ngừng hoạt động", "its holder no longer exists"),
    "privilegeWithdrawn": Text("bị rút quyền", "its holder's right was withdrawn"),
}
_CAUSES = {
    Cause.NO_EVIDENCE: Text("không có danh sách thu hồi hay câu trả lời OCSP", "no list and no OCSP answer"),
    Cause.STALE: Text("danh sách thu hồi đã quá hạn", "the revocation list is out of date"),
    Cause.FUTURE: Text(
        "danh sách thu hồi ra sau thời điểm được xét (nếu xét lúc này thì xem lại đồng hồ máy)",
        "the revocation list is dated after the moment judged at (if that is now, check this machine's clock)",
    ),
    Cause.WEAK: Text(
        "danh sách thu hồi được ký bằng thuật toán cũ", "the list is signed with an old algorithm"
    ),
    Cause.TOO_LARGE: Text(
        "danh sách thu hồi thuộc loại đặc biệt và quá dài, chương trình không đọc hết được",
        "the list is of a special kind, and too long for this program to read whole",
    ),
    Cause.NOT_UNDERSTOOD: Text(
        "danh sách thu hồi có phần bắt buộc mà chương trình không hiểu",
        "the list has a critical part that this program does not understand",
    ),
    Cause.OUT_OF_SCOPE: Text(
        "danh sách thu hồi không nói về loại chứng thư này",
        "the list does not speak of this kind of certificate",
    ),
    Cause.ANSWERED_UNKNOWN: Text(
        "OCSP trả lời là không biết chứng thư này", "OCSP answers that it does not know it"
    ),
}


def revocation_words(known: Revocation, position: int) -> Text:
    """What `known` says of the certificate at `position` of its chain."""
    whose = (
        Text("chứng thư", "the certificate")
        if position == 0
        else Text(f"chứng thư cấp {position}", f"the certificate at level {position}")
    )
    if known.standing is Standing.UNKNOWN:
        cause = _CAUSES[known.cause or Cause.NO_EVIDENCE]
        if position == 0:
            return cause
        return Text(f"{whose.vi}: {cause.vi}", f"{whose.en}: {cause.en}")
    vi, en = _WHAT[known.standing]
    when = Text("", "")
    if known.at is not None:
        when = Text(f" ngày {day(known.at).vi}", f" on {day(known.at).en}")
    why = _REASONS.get(known.reason)
    because = Text("", "") if why is None else Text(f" ({why.vi})", f" ({why.en})")
    return Text(f"{whose.vi} {vi}{when.vi}{because.vi}", f"{whose.en} {en}{when.en}{because.en}")


_WHAT = {
    Standing.REVOKED: ("đã bị thu hồi", "was revoked"),
    Standing.SUSPENDED: ("bị tạm dừng", "was put on hold"),
    Standing.SCHEDULED: ("sẽ bị thu hồi", "will be revoked"),
}
