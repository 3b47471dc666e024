"""`thongsuot probe timestamp`: does a timestamp authority stamp, when, and who signs until when."""

from datetime import datetime
from pathlib import Path

import click

from exporter.cli import language_from
from exporter.cli.probe import chain, show
from exporter.cli.probe.authority_options import chain_option, trust_option
from exporter.cli.probe.certificate_files import authority_files
from exporter.cli.probe.duration import SECONDS
from exporter.cli.probe.one_look import Look, look_at, real_gate
from exporter.cli.probe.show import Line, Style
from exporter.cli.probe.web_address import web_address
from probes.expand import user_agent
from probes.inventory.values import VIETNAM
from probes.kinds.timestamp import TimestampTarget
from probes.language import Language, Text
from probes.pki import day
from probes.pki.timestamp import SIGNER_ENDS
from probes.signing.service_state import ServiceState

_DAY = 86400
_TRUST = {
    "trusted": Text("nối được tới chứng thư gốc đã ghim", "leads to a pinned root"),
    "unchecked": Text(
        "chưa kiểm tra: không có chứng thư gốc nào được ghim (dùng --trust)",
        "not checked: no root is pinned (use --trust)",
    ),
}
_UNTRUSTED = Text(
    "{stamped}, nhưng chưa biết có đáng tin cậy không", "{stamped}, but whether to trust it is not known"
)
_HINTS = {
    ServiceState.SLOW: Text(
        "Chậm nhưng vẫn dùng được: khi ký, chờ đến 3 phút và không bấm ký lại nhiều lần",
        "Slow, but it serves: when signing, wait up to 3 minutes and do not press the button again",
    ),
    ServiceState.SIGNER_EXPIRING: Text(
        "Chứng thư của máy cấp dấu sắp hết hạn: báo tổ chức chứng thực thay trước ngày đó",
        "The authority's own certificate ends soon: tell the authority to replace it before that day",
    ),
    ServiceState.MALFORMED_STRICT: Text(
        "Dấu đúng nhưng viết không đúng chuẩn, có phần mềm ký sẽ không đọc được: báo tổ chức chứng thực",
        "The stamp is good but not written by the standard, and some software cannot read it: tell the authority",
    ),
}


@click.command("timestamp")
@click.argument("url", metavar="URL")
@trust_option
@chain_option
@click.option(
    "--timeout", type=SECONDS, default="180s", show_default=True, help="Thời gian chờ | how long to wait"
)
@click.option("--json", "as_json", is_flag=True, help="Một dòng JSON | one line of JSON")
@click.pass_context
def command(
    context: click.Context,
    url: str,
    trust: tuple[Path, ...],
    intermediates: tuple[Path, ...],
    timeout: float,
    as_json: bool,
) -> None:
    """Dịch vụ cấp dấu thời gian có đóng dấu đúng không | Does a timestamp authority stamp correctly?

    Gửi mã băm của dữ liệu ngẫu nhiên, không gửi tài liệu nào.
    | Sends the hash of random bytes; no document leaves this machine.
    """
    language = language_from(context)
    target = TimestampTarget(
        url=web_address(url, language),
        anchors=authority_files(trust, language),
        intermediates=authority_files(intermediates, language),
        user_agent=user_agent(None),
    )
    with real_gate() as gate:
        seen = look_at("timestamp", target, gate, timeout)
    if as_json:
        show.say_json("timestamp", url, seen.began, seen.result, peers=seen.places)
    else:
        show.say(explain(target, seen, language))
    show.conclude([seen.result])


def explain(target: TimestampTarget, seen: Look, language: Language) -> list[Line]:
    """The whole page for people."""
    sent = Text(
        "yêu cầu đóng dấu cho mã băm của dữ liệu ngẫu nhiên", "a request to stamp the hash of random bytes"
    )
    took = {lang: _took(seen.result.duration_seconds, lang) for lang in Language}
    good = Text(f"Đóng dấu đúng, sau {took[Language.VI]}", f"Stamped correctly, after {took[Language.EN]}")
    asked = [(Text("Gửi", "Sent"), sent.in_(language))] if seen.places else []
    return [
        Line(f"{Text('Dấu thời gian', 'Timestamp').in_(language)} {target.url}", Style.TITLE),
        *show.fields(
            [
                *asked,
                (Text("Địa chỉ", "Address"), ", ".join(seen.places)),
                *_stamp(seen, language),
            ],
            language,
        ),
        *show.phases(seen.result, language),
        *_end(seen, good, language),
        *_hint(seen, language),
    ]


def _stamp(seen: Look, language: Language) -> list[tuple[Text, str]]:
    """What the stamp says, as far as it was seen; of a bad one at least the clocks and the signer's end."""
    facts, measures = seen.result.facts, seen.result.measures
    rows = []
    if "stamped" in facts:
        rows.append((Text("Giờ trên dấu", "Time stamped"), _moment(facts["stamped"], language)))
    if "timestamp_clock_offset_seconds" in measures:
        offset = _offset(measures["timestamp_clock_offset_seconds"], language)
        rows.append((Text("So với máy này", "Beside our clock"), offset))
    if SIGNER_ENDS in measures:
        until = Text("chứng thư {signer} đến ngày {day}, {left}", "certificate {signer} until {day}, {left}")
        ends = measures[SIGNER_ENDS]
        signer = f"{facts['signer']}…" if "signer" in facts else ""
        left = _left(ends - seen.began).in_(language)
        said = until.in_(language).format(signer=signer, day=day(ends).in_(language), left=left)
        rows.append((Text("Người ký", "Signed by"), " ".join(said.split())))
    rows.append((Text("Chính sách", "Policy"), facts.get("policy", "")))
    if facts.get("trust") in _TRUST:
        rows.append((Text("Tin cậy", "Trust"), _TRUST[facts["trust"]].in_(language)))
    return rows


def _end(seen: Look, good: Text, language: Language) -> list[Line]:
    """A stamp that no pinned root vouches for is told of as it was seen, and not called good."""
    if seen.result.success and seen.result.facts.get("trust") != "trusted":
        told = _UNTRUSTED.in_(language).format(stamped=good.in_(language))
        return [Line(f"! {told}", Style.WARNING)]
    return show.conclusion(seen.result, good, language)


def _hint(seen: Look, language: Language) -> list[Line]:
    hint = _HINTS.get(ServiceState(seen.result.facts["state"])) if seen.result.success else None
    return [] if hint is None else [show.hint(hint, language)]


def _moment(stamped: str, language: Language) -> str:
    """To the second, in Vietnam's time."""
    when = datetime.fromisoformat(stamped).astimezone(VIETNAM)
    return f"{when:%H:%M:%S, %d/%m/%Y}" if language is Language.VI else f"{when:%Y-%m-%d %H:%M:%S +07}"


def _offset(seconds: float, language: Language) -> str:
    if seconds == 0:
        return Text("không thấy lệch", "no difference seen").in_(language)
    amount = _seconds(abs(seconds), language)
    if seconds < 0:
        return Text(f"chậm hơn {amount}", f"{amount} behind").in_(language)
    return Text(f"nhanh hơn {amount}", f"{amount} ahead").in_(language)


def _took(seconds: float, language: Language) -> str:
    return _seconds(seconds, language) if seconds >= 1 else show.milliseconds(seconds, language)


def _seconds(seconds: float, language: Language) -> str:
    return f"{show.decimal(f'{seconds:,.1f}', language)} s"


def _left(seconds: float) -> Text:
    if seconds < 0:
        return Text("đã hết hạn", "expired")
    return chain.days_left(int(seconds // _DAY))
