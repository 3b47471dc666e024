"""Mail, against a real SMTP server."""

import socket
from email import message_from_bytes, policy
from email.generator import BytesGenerator
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.relay.channels.channel import ChannelFailed
from alerts.relay.channels.email import Email, addressed
from alerts.relay.message import Recipient
from alerts.relay.settings import EmailChannel
from tests.alerts.relay.messages import message
from tests.servers.certificates import Certificates
from tests.servers.mail import HANG_UP, mail_server

WORDS = [
    "[Nghiêm",
    "trọng]",
    "Phường",
    "Phú",
    "Xuân:",
    "mất",
    "kết",
    "nối",
    "từ",
    "20:40",
    "(12",
    "phút),",
    "VNPT",
    "tại",
    "Thành",
    "phố",
    "A",
    "0",
]


def channel(port: int, **changed: Any) -> Email:
    said = {
        "id": "mail",
        "kind": "email",
        "host": "127.0.0.1",
        "port": port,
        "tls": "none",
        "sender": "Thông Suốt <thongsuot@mail.test>",
        "timeout": "20s",
        **changed,
    }
    return Email(EmailChannel.model_validate(said))


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def failure(sending: Email, **changed: Any) -> ChannelFailed:
    with pytest.raises(ChannelFailed) as failed:
        sending.send(message(**changed), None)
    return failed.value


def test_a_mail_says_it_as_text_and_as_html_and_once_more_to_be_pasted() -> None:
    with mail_server() as box:
        reference = channel(box.port).send(message(), None)

    (mail,) = box.mails
    assert mail["Subject"] == "[Nghiêm trọng] Xã A Lưới 5: mất kết nối từ 08:41 (12 phút)"
    assert (mail["From"], mail["To"]) == ("Thông Suốt <thongsuot@mail.test>", "truc@mail.test")
    assert mail["Message-ID"] == reference == "<thongsuot-ha_tang_wan-1795500000-1@mail.test>"
    assert mail["X-Thongsuot-Code"] == "46-K7QM-3"
    assert part(mail, "plain") == message().text + "\n"
    assert "Không tiếp nhận được hồ sơ &lt;b&gt;điện tử&lt;/b&gt; &amp; giấy" in part(mail, "html")
    assert '<a href="https://trangthai.test/xa/19753">' in part(mail, "html")
    assert "Để dán vào nhóm Zalo:" in part(mail, "html")


def test_a_later_mail_about_the_same_joins_the_thread() -> None:
    with mail_server() as box:
        channel(box.port).send(message(), "<first@mail.test>")

    assert (box.mails[0]["In-Reply-To"], box.mails[0]["References"]) == ("<first@mail.test>",) * 2


def test_a_long_title_is_cut_by_characters_where_a_reader_sees_it() -> None:
    with mail_server() as box:
        channel(box.port).send(message(title="Đ" * 500), None)

    assert box.subjects() == ["Đ" * 199 + "…"]


@given(st.lists(st.sampled_from(WORDS), min_size=6, max_size=20).map(" ".join))
def test_a_subject_keeps_every_space(subject: str) -> None:
    over_the_line = BytesIO()
    mail = addressed("Thông Suốt <a@mail.test>", "b@mail.test", "id", subject[:150])
    BytesGenerator(over_the_line).flatten(mail, linesep="\r\n")

    arrived = message_from_bytes(over_the_line.getvalue(), policy=policy.default)

    assert arrived["Subject"] == subject[:150]
    assert max(len(line) for line in over_the_line.getvalue().splitlines()) <= 78


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "implicit"])
def test_it_goes_over_tls_with_a_login(implicit: bool, tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    secret = tmp_path / "password"
    secret.write_text("mat khau-1\n", encoding="utf-8")
    context, login = certificates.context("good"), ("thongsuot", "mat khau-1")
    with mail_server(tls=context, implicit=implicit, secret=login) as box:
        secured = channel(
            box.port,
            tls="implicit" if implicit else "starttls",
            trust=str(certificates.trust),
            user="thongsuot",
            password=f"file:{secret}",
        )
        secured.send(message(), None)

    assert len(box.mails) == 1


def test_a_server_that_is_not_who_it_should_be_gets_nothing(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    with mail_server(tls=certificates.context("wrong_host")) as box:
        failed = failure(channel(box.port, tls="starttls", trust=str(certificates.trust)))

    assert (failed.why, failed.uncertain, box.mails) == ("TLS failed", False, [])


def test_a_server_without_starttls_is_a_failure_for_good() -> None:
    with mail_server() as box:
        failed = failure(channel(box.port, tls="starttls"))

    assert (failed.permanent, box.mails) == (True, [])


@pytest.mark.parametrize(
    ("answer", "permanent"), [("451 4.3.0 later", False), ("554 5.7.1 never", True)], ids=["4xx", "5xx"]
)
def test_a_refusal_is_for_now_or_for_good_and_never_uncertain(answer: str, permanent: bool) -> None:
    with mail_server() as box:
        box.answers.append(answer)
        failed = failure(channel(box.port))

    assert failed.why == f"the server refuses ({answer[:3]})"
    assert (failed.permanent, failed.uncertain) == (permanent, False)


@pytest.mark.parametrize(("answer", "permanent"), [("450 later", False), ("550 unknown", True)])
def test_so_is_a_refused_recipient(answer: str, permanent: bool) -> None:
    with mail_server() as box:
        box.refused = answer
        failed = failure(channel(box.port))

    assert (failed.permanent, failed.uncertain) == (permanent, False)
    assert "truc@mail.test" not in failed.why


def test_one_of_two_who_is_refused_is_logged_and_the_other_gets_the_mail_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with mail_server() as box:
        box.refused, box.refusing = "550 no such user", "to-truong"
        channel(box.port, to="truc@mail.test, to-truong@mail.test").send(message(), None)

    assert len(box.mails) == 1
    assert "mail: the server refuses t***@mail.test (550); the others got the mail" in caplog.text
    assert "to-truong" not in caplog.text


def test_after_a_line_that_is_cut_behind_the_mail_nobody_knows() -> None:
    with mail_server() as box:
        box.answers.append(HANG_UP)
        failed = failure(channel(box.port))

    assert (failed.uncertain, failed.permanent, len(box.mails)) == (True, False, 1)


def test_what_the_server_says_after_taking_the_mail_is_no_failure() -> None:
    with mail_server() as box:
        box.goodbye = "421 too late"
        channel(box.port).send(message(), None)

    assert len(box.mails) == 1


def test_no_server_is_a_failure_and_certain() -> None:
    with socket.socket() as bound:  # and nobody listens
        bound.bind(("127.0.0.1", 0))
        failed = failure(channel(bound.getsockname()[1]))

    assert (failed.uncertain, failed.permanent) == (False, False)


def test_a_team_without_an_address_cannot_be_told_this_way() -> None:
    failed = failure(channel(1), recipient=Recipient("Tổ trực 1"))

    assert failed.permanent
