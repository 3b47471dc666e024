"""How a look is shown: lines for people, coloured on a terminal and plain elsewhere, or one JSON object for programs."""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import click

from exporter.cli.details import in_language
from exporter.cli.probe.hints import by_hand
from probes.inventory.values import VIETNAM
from probes.language import Language, Text
from probes.observation import HUB, Observation, Origin, Result, new_epoch, to_json

_BAR_WIDTH = 24
_PHASES: Mapping[str, Text] = {
    "resolve": Text("tìm địa chỉ", "resolve"),
    "connect": Text("kết nối", "connect"),
    "tls": Text("bắt tay TLS", "TLS"),
    "request": Text("hỏi và chờ trả lời", "request"),
    "processing": Text("máy chủ xử lý", "processing"),
    "transfer": Text("tải nội dung", "transfer"),
}


class Style(StrEnum):
    """How a line looks on a terminal, in rich's words."""

    PLAIN = ""
    TITLE = "bold"
    FAINT = "dim"
    GOOD = "bold green"
    WARNING = "yellow"
    BAD = "bold red"
    BAR = "cyan"


@dataclass(frozen=True, slots=True)
class Line:
    """One line for people."""

    text: str
    style: Style = Style.PLAIN


def say(lines: Iterable[Line]) -> None:
    """Write the lines: with colours on a terminal, else as they are, never wrapped or cut."""
    if not sys.stdout.isatty():
        for line in lines:
            click.echo(line.text)
        return
    from rich.console import Console  # only terminals pay for it
    from rich.text import Text as Styled

    console = Console()
    for line in lines:
        console.print(Styled(line.text, style=line.style), soft_wrap=True)


def say_json(kind: str, target: str, observed: float, result: Result, **more: object) -> None:
    """One line of JSON: `kind`, `target`, `observed` (unix seconds), `result` as agents send it, then `more`."""
    observation = Observation(target, HUB, new_epoch(), 1, observed, observed, Origin.LIVE, result)
    written = to_json(observation)
    told = {"kind": kind, "target": target, "observed": observed, "result": written["result"], **more}
    click.echo(json.dumps(told, ensure_ascii=False))


def conclude(results: Iterable[Result]) -> None:
    """End the program: 0 when every look found what was expected, else 1."""
    raise SystemExit(0 if all(result.success for result in results) else 1)


def fields(named: Iterable[tuple[Text, str]], language: Language) -> list[Line]:
    """Names and values in two columns; what has no value is left out."""
    rows = [(name.in_(language), value) for name, value in named if value]
    width = max((len(name) for name, _ in rows), default=0)
    return [Line(f"  {name:{width}}  {value}") for name, value in rows]


def phases(result: Result, language: Language) -> list[Line]:
    """Every phase that happened, with a bar as long as its share of the longest one."""
    took = {
        name: result.measures[f"phase_{name}_seconds"]
        for name in _PHASES
        if f"phase_{name}_seconds" in result.measures
    }
    if not took:
        return []
    words = {name: _PHASES[name].in_(language) for name in took}
    width, longest = max(len(word) for word in words.values()), max(took.values())
    amounts = {name: milliseconds(seconds, language) for name, seconds in took.items()}
    digits = max(len(amount) for amount in amounts.values())
    lines = [Line(Text("Từng bước", "Phases").in_(language), Style.TITLE)]
    for name, seconds in took.items():
        bar = "█" * max(1, round(_BAR_WIDTH * seconds / longest)) if longest > 0 else "█"
        lines.append(Line(f"  {words[name]:{width}}  {amounts[name]:>{digits}}  {bar}", Style.BAR))
    return lines


def conclusion(result: Result, good: Text, language: Language) -> list[Line]:
    """The one clear line: all is well and how, or what is wrong; then what to do next."""
    if result.reason is None:
        return [Line(f"✓ {good.in_(language)}", Style.GOOD)]
    why = result.reason.sentence.in_(language)
    said = f"✗ {why} ({in_language(result.detail, language)})" if result.detail else f"✗ {why}"
    return [Line(said, Style.BAD), hint(by_hand(result.reason), language)]


def names_no_address(detail: str, remedy: Text, language: Language) -> list[Line]:
    """The conclusion where a certificate names no address to ask: nothing was refused, as the reason has it."""
    said = in_language(detail, language)
    return [Line(f"✗ {said[:1].upper()}{said[1:]}", Style.BAD), hint(remedy, language)]


def hint(text: Text, language: Language) -> Line:
    """What to do next."""
    return Line(f"→ {text.in_(language)}", Style.WARNING)


def milliseconds(seconds: float, language: Language) -> str:
    """A duration with one decimal: `12,3 ms` in Vietnamese, `12.3 ms` in English."""
    return f"{decimal(f'{seconds * 1000:,.1f}', language)} ms"


def decimal(number: str, language: Language) -> str:
    """A number written the English way, as `language` writes it: 1,234.5 is 1.234,5 in Vietnamese."""
    return number.translate(str.maketrans(",.", ".,")) if language is Language.VI else number


def moment(timestamp: float, language: Language) -> str:
    """A moment in Vietnam's time: `08:41, 24/11/2026` or `2026-11-24 08:41 +07`."""
    when = datetime.fromtimestamp(timestamp, VIETNAM)
    return f"{when:%H:%M, %d/%m/%Y}" if language is Language.VI else f"{when:%Y-%m-%d %H:%M +07}"
