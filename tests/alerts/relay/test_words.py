"""What people read."""

from typing import Any

import pytest

from alerts.relay.case import AT_THE_HUB, Case, own_code
from alerts.relay.channels.sms import text_of
from alerts.relay.channels.telegram import page_of
from alerts.relay.message import Kind, Message, Recipient
from alerts.relay.names import Names
from alerts.relay.settings import SmsChannel
from alerts.relay.template import FIELDS
from alerts.relay.words import Note, Writer
from probes.inventory.model import Inventory
from probes.language import Language
from tests.alerts.relay.posts import BEGAN, alert
from tests.fakes.clock import NOON
from tests.servers.relaying import INVENTORY

WRITER = Writer(Names(Inventory.model_validate(INVENTORY)), "http://10.46.0.10:9740/")
ON_DUTY = Recipient("Tổ trực 1", "truc@mail.test", "0901 234 567")
NOTHING = Note()
VI, EN = Language.VI, Language.EN


def case(about: dict[str, Any] | None = None, **changed: Any) -> Case:
    about = alert() if about is None else about
    said: dict[str, Any] = {
        "id": 1,
        "team": "ha_tang_wan",
        "fingerprint": about["fingerprint"],
        "starts": BEGAN,
        "labels": about["labels"],
        "annotations": about["annotations"],
        "code": "46-K7QM-3",
    }
    return Case(**{**said, **changed})


def told(
    one: Case,
    kind: Kind = Kind.FIRING,
    language: Language = VI,
    note: Note = NOTHING,
    now: float = NOON,
) -> Message:
    return WRITER.about("id", kind, one, ON_DUTY, language, now, note)


def digest(*cases: Case, language: Language = VI, note: Note = NOTHING) -> Message:
    return WRITER.digest("id", Kind.DIGEST, "00-ABCDE", cases, ON_DUTY, language, NOON, note)


def test_what_prometheus_knows_by_its_id_alone_is_called_by_its_name() -> None:
    labels = {"cause": "isp_outage", "scope": "isp", "isp": "vnpt", "province": "46"}
    said = {"summary": "Nhà mạng vnpt: sự cố, vnpt-2 không sao", "description": "Gọi vnpt. Không gọi x.vnpt."}
    about = {"labels": labels, "annotations": said, "fingerprint": "f"}

    message = told(case(about))

    assert message.title.startswith("[Cảnh báo] Nhà mạng VNPT: sự cố, vnpt-2 không sao từ ")
    assert ("Ảnh hưởng", "Gọi VNPT. Không gọi x.vnpt.") in message.facts


def test_a_message_says_what_where_since_when_whose_job_it_is_and_what_to_do() -> None:
    assert told(case()).text == (
        "[Nghiêm trọng] Xã 19753: mất kết nối từ 12:48 (12 phút)\n"
        "Mã sự cố: 46-K7QM-3\n"
        'Tiếp nhận xử lý: thongsuot relay ack 46-K7QM-3 --by "Tổ trực 1"\n'
        "Nơi xảy ra: Phường Phú Xuân, Thành phố Huế\n"
        "Ảnh hưởng: Không tiếp nhận được hồ sơ điện tử.\n"
        "Đường truyền: VNPT, gọi 1800 1166, mã kênh HUE-0042\n"
        "Đơn vị xử lý: Tổ hạ tầng\n"
        "Người trực: Tổ trực 1\n"
        "Cách xử lý: Thử từ xa trước, có thể phải đến tận nơi. docs/runbooks/line_down.md\n"
        "http://10.46.0.10:9740/xa/19753"
    )


def test_in_english_too() -> None:
    lines = told(case(), language=EN).text.splitlines()

    assert lines[0] == "[Critical] Commune 19753: down since 12:48 (12 min)"
    assert "Impact: No electronic dossier can be taken in." in lines


def test_its_end_says_how_long_it_lasted_and_asks_for_nothing() -> None:
    over = told(
        case(closed=NOON, acknowledged=NOON, acknowledged_by="Tổ trực 2"), Kind.RESOLVED, now=NOON + 60
    )

    assert over.title == "[Đã khắc phục] Xã 19753: mất kết nối từ 12:48 đến 13:00 (12 phút)"
    assert dict(over.facts) == {
        "Nơi xảy ra": "Phường Phú Xuân, Thành phố Huế",
        "Đã tiếp nhận": "Tổ trực 2",
        "Mã sự cố": "46-K7QM-3",
    }
    assert not over.open


@pytest.mark.parametrize(("language", "closed"), [(VI, "[Đã đóng] "), (EN, "[Closed] ")])
def test_an_orphan_is_closed_and_not_called_mended(language: Language, closed: str) -> None:
    orphan = case(closed=NOON, orphaned=True)

    assert told(orphan, Kind.RESOLVED, language).title.startswith(closed)
    assert any(text.startswith(closed) for _, text in digest(orphan, language=language).facts)


def test_a_message_says_what_befell_itself() -> None:
    note = Note(resent=True, failed="zalo", calls=1)
    message = told(case(), Kind.CALL, note=note)

    assert message.title.startswith("[Gọi lần 2 · Nghiêm trọng] ")
    assert message.title.endswith(" (gửi lại)")
    assert [text for label, text in message.facts if label == "Ghi chú"] == [
        "đã gọi 1 lần, chưa có người tiếp nhận",
        "kênh zalo không gửi được nên tin này gửi qua đường khác",
    ]


def test_whoever_has_taken_it_on_is_named_and_nobody_else_is_asked() -> None:
    facts = dict(told(case(acknowledged=NOON, acknowledged_by=AT_THE_HUB)).facts)

    assert facts["Đã tiếp nhận"] == "đã có người, ghi ở máy giám sát"
    assert "Tiếp nhận xử lý" not in facts


def test_a_digest_lists_what_is_open_first_and_its_code_takes_on_all() -> None:
    over = case(alert("20194"), closed=NOON, code="46-AAAA-1")
    warning = case(alert("20197", severity="warning"), code="46-BBBB-1")
    message = digest(over, warning, case())

    assert message.title == "[Tổng hợp] Tổ hạ tầng: 3 sự cố, 2 đang xảy ra, 1 đã kết thúc"
    assert [label for label, _ in message.facts] == [
        "Mã sự cố",
        "Tiếp nhận xử lý",
        "Người trực",
        "46-K7QM-3",
        "46-BBBB-1",
        "46-AAAA-1",
    ]
    assert message.facts[1][1] == 'thongsuot relay ack 00-ABCDE --by "Tổ trực 1"'


def test_a_long_digest_says_how_many_it_leaves_out() -> None:
    cases = [case(alert(f"{number:05d}"), code=f"46-{number}") for number in range(100)]
    facts = digest(*cases).facts

    assert ("…", "và 60 sự cố nữa") in facts


@pytest.mark.parametrize("longest", [20, 70, 160])
def test_the_code_outlives_every_limit_of_an_sms(longest: int) -> None:
    about = alert(annotations={"summary": "Một tên rất dài " * 40})
    settings = SmsChannel(id="sms", kind="sms", url="https://sms.test", fields={}, longest=longest)

    assert "46-K7QM-3" in text_of(told(case(about)), settings)
    assert "00-ABCDE" in text_of(digest(case(about)), settings)


def test_a_page_of_telegram_holds_the_code_the_command_and_whole_lines_of_the_list() -> None:
    said = {
        "summary": "Xã có tên rất dài: mất kết nối " * 20,
        "description": "Không tiếp nhận được hồ sơ. " * 400,
    }
    one = case(alert(annotations=said))
    page = page_of(digest(*[one] * 100))

    assert 'thongsuot relay ack 46-K7QM-3 --by "Tổ trực 1"' in page_of(told(one))
    assert 'thongsuot relay ack 00-ABCDE --by "Tổ trực 1"' in page
    listed = page.count("46-K7QM-3: ")
    assert 10 < listed < 40
    assert f"…: và {100 - listed} sự cố nữa" in page


def test_a_digest_of_what_is_over_asks_for_nothing() -> None:
    message = digest(case(closed=NOON))

    assert not message.open
    assert "Tiếp nhận xử lý" not in dict(message.facts)


def test_an_alert_of_somebody_else_s_rules_is_told_all_the_same() -> None:
    about = alert(
        annotations={"x": "y"}, alertname="DiskFull", cause="", province="", severity="page", commune=""
    )
    message = told(case(about))

    assert message.title == "[Cảnh báo] DiskFull từ 12:48 (12 phút)"
    assert "Nơi xảy ra" not in dict(message.facts)
    assert message.link == "http://10.46.0.10:9740/"


def test_a_break_in_a_label_or_an_annotation_breaks_no_line() -> None:
    broken = alert(annotations={"summary": "một\r\nhai"}, commune="1\n2")
    nameless = alert(annotations={"x": "y"}, alertname="a\nb", commune="1\n2")

    assert told(case(broken)).title.startswith("[Nghiêm trọng] một hai từ")
    assert told(case(nameless)).title.startswith("[Nghiêm trọng] a b 1 2, Thành phố Huế từ")


def test_no_personal_number_is_passed_on() -> None:
    about = alert(annotations={"summary": "gọi 0912 345 678", "description": "CCCD 046099001234"})
    message = told(case(about))

    assert "0912" not in message.text
    assert "046099001234" not in message.text
    assert "0901" not in message.text
    assert not any("0901" in value for value in message.fields.values())


def test_what_is_not_written_in_one_language_is_told_in_the_other() -> None:
    assert told(case(alert(annotations={"summary": "chỉ có tiếng Việt"})), language=EN).title.startswith(
        "[Critical] chỉ có tiếng Việt"
    )


@pytest.mark.parametrize("message", [told(case()), digest(case())], ids=["case", "digest"])
def test_templates_have_every_field(message: Message) -> None:
    assert set(message.fields) == set(FIELDS)


def test_a_code_of_our_own_is_the_same_for_the_same_and_easily_said() -> None:
    codes = {own_code("46", "ha_tang_wan", number) for number in range(1000)}

    assert own_code("46", "a", 1) == own_code("46", "a", 1)
    assert len(codes) == 1000
    assert not set("".join(code.removeprefix("46-") for code in codes)) & set("ILO01")
    assert own_code("", "x").startswith("00-")
