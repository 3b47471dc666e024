"""What a commune's office reads each week about its certificates."""

import pytest

from alerts.weekly_mail import Certificates, Rules, WeeklyMail, contact_of, weekly_mail
from probes.inventory.model import Inventory, RoleGroup, Team
from probes.inventory.settings import Operator, Settings
from probes.language import Language, Text
from probes.signing.state import SigningState
from tests.inventories.small import small

MONDAY = 1795998600.0  # 2026-11-30 07:30 in Việt Nam
RULES = Rules(notice_days=120, renewal_closes_days=60)
LEADER, SEAL, STAFF, DEVICE = RoleGroup


def certificates(
    usable: dict[RoleGroup, int | None] | None = None,
    days: dict[RoleGroup, int] | None = None,
    states: dict[SigningState, int] | None = None,
) -> Certificates:
    return Certificates(usable=usable or {LEADER: 1}, days_left=days or {}, states=states or {})


def mail(
    told: Certificates, language: Language = Language.VI, contact: Text | None = None
) -> WeeklyMail | None:
    return weekly_mail("Phường Phú Xuân", told, RULES, contact, None, MONDAY, language)


def text(told: Certificates, language: Language = Language.VI) -> str:
    said = mail(told, language)
    assert said is not None
    return said.text


@pytest.mark.parametrize(
    ("days", "to_do"),
    [
        (120, "còn 120 ngày, dùng được ít nhất đến 30/03/2027; còn gia hạn được: gửi đề nghị gia hạn (Mẫu 04) chậm nhất ngày 29/01/2027."),
        (60, "còn 60 ngày, dùng được ít nhất đến 29/01/2027; còn gia hạn được: gửi đề nghị gia hạn (Mẫu 04) chậm nhất ngày 30/11/2026."),
        (59, "còn 59 ngày, dùng được ít nhất đến 28/01/2027; không còn gia hạn được, phải xin cấp mới: gửi đề nghị (Mẫu 01) ngay hôm nay."),
        (0, "còn chưa đầy 1 ngày; không còn gia hạn được, phải xin cấp mới: gửi đề nghị (Mẫu 01) ngay hôm nay."),
    ],
)  # fmt: skip
def test_each_end_says_what_to_do_and_by_when(days: int, to_do: str) -> None:
    assert (
        f"- Chứng thư của lãnh đạo: 1 chứng thư đang ký được; chứng thư hết hạn sớm nhất {to_do}\n"
        in text(certificates(days={LEADER: days}))
    )


@pytest.mark.parametrize(
    "nothing",
    [
        certificates(),
        certificates(days={LEADER: 121}),
        certificates({LEADER: None}),
        certificates(states={SigningState.VALID: 3, SigningState.EXPIRED: 1}),
    ],
    ids=["all well", "ends in 121 days", "not known", "an old one has ended"],
)
def test_with_nothing_to_do_there_is_no_mail(nothing: Certificates) -> None:
    assert mail(nothing) is None


@pytest.mark.parametrize(
    ("group", "line"),
    [
        (LEADER, "Chứng thư của lãnh đạo: không có chứng thư nào ký được; hãy báo tổ trực ngay, và chuẩn bị đề nghị cấp mới (Mẫu 01)."),
        (SEAL, "Chứng thư con dấu: không có chứng thư nào ký được; hãy báo tổ trực ngay, và chuẩn bị đề nghị cấp mới (Mẫu 02)."),
        (DEVICE, "Chứng thư của thiết bị, phần mềm: không có chứng thư nào ký được; hãy báo tổ trực ngay, và chuẩn bị đề nghị cấp mới (hỏi tổ trực dùng mẫu nào)."),
    ],
)  # fmt: skip
def test_a_group_in_which_nobody_can_sign_is_told_with_its_form(group: RoleGroup, line: str) -> None:
    assert line in text(certificates({group: 0}))


@pytest.mark.parametrize(
    "state",
    [
        SigningState.SUSPENDED,
        SigningState.IDENTITY_STALE,
        SigningState.REVOKED_SCHEDULED,
        SigningState.RENEW_WINDOW_CLOSED,
        SigningState.EXPIRING,
    ],
)
def test_what_must_be_acted_on_is_counted_with_its_hint(state: SigningState) -> None:
    assert state.hint is not None
    assert f"- {state.sentence.vi}: 2 chứng thư. {state.hint.vi}.\n" in text(certificates(states={state: 2}))


def test_it_says_whom_to_call_and_in_english_where_that_is_asked_for() -> None:
    said = mail(certificates({SEAL: 2}, {SEAL: 1}), Language.EN, Text("Tổ ký số: 1900", "Tổ ký số: 1900"))

    assert said is not None
    assert said.subject == "Phường Phú Xuân: signing certificates that need action (30/11/2026)"
    assert "- The seal: 2 can sign; the first to end has 1 day left" in said.text
    assert "issued anew: send the request (form 02) today.\n" in said.text
    assert "- Tổ ký số: 1900.\n" in said.text


def test_names_are_escaped_in_html() -> None:
    said = weekly_mail(
        "Xã <b>", certificates({SEAL: 0}), RULES, None, "http://a.test/?x=1&y", MONDAY, Language.VI
    )

    assert said is not None
    assert "Xã &lt;b&gt;" in said.page
    assert "<b>" not in said.page
    assert '<a href="http://a.test/?x=1&amp;y">' in said.page


def with_teams(*teams: Team) -> Inventory:
    operator = Operator(name="Trung tâm IOC", contact="1022")
    return small().model_copy(update={"teams": teams, "settings": Settings(operator=operator)})


def test_the_signing_team_is_called_before_whoever_runs_the_hub() -> None:
    team = Team(id="chu_ky_so", name="Tổ chữ ký số", phone="1900 1075")

    assert contact_of(with_teams(team)) == Text("Tổ chữ ký số: 1900 1075", "Tổ chữ ký số: 1900 1075")
    assert contact_of(with_teams()) == Text("Trung tâm IOC: 1022", "Trung tâm IOC: 1022")
    assert contact_of(small().model_copy(update={"teams": (), "settings": Settings()})) is None
