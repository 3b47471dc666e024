"""A chain of certificates as people see it: who, from when, until when, how many days are left."""

from collections.abc import Collection, Sequence

from exporter.cli.probe import show
from exporter.cli.probe.show import Line, Style
from probes.language import Language, Text
from probes.pki import CertificateFacts, day

_DAY = 86400


def lines(
    title: Text,
    first: str,
    chain: Sequence[CertificateFacts],
    at: float,
    language: Language,
    bad: Collection[int] = (),
) -> list[Line]:
    """One line per certificate. `first` names the lowest; the others are named by what the one below calls its issuer,
    for a subject may be a person. `bad`: the positions that something is wrong with."""
    unnamed = Text("tổ chức chứng thực", "authority").in_(language)
    names = [first, *(below.issuer_name or unnamed for below in chain[:-1])]
    width = max(len(name) for name in names)
    shown = [Line(title.in_(language), Style.TITLE)]
    for position, (name, facts) in enumerate(zip(names, chain, strict=True)):
        dates = f"{day(facts.not_before).in_(language)} – {day(facts.not_after).in_(language)}"
        wrong = position in bad or not facts.not_before <= at <= facts.not_after
        text = f"  {position}  {name:{width}}  {dates}  {_left(facts, at).in_(language)}"
        shown.append(Line(text, Style.BAD if wrong else Style.PLAIN))
    return shown


def days_left(days: int) -> Text:
    """So many days are left."""
    return _days(days, Text("còn {days}", "{days} left"))


def _left(facts: CertificateFacts, at: float) -> Text:
    days = int(abs(facts.not_after - at) // _DAY)
    if facts.not_after < at:
        return _days(days, Text("đã hết hạn {days}", "expired {days} ago"))
    if facts.not_before > at:
        return Text("chưa có hiệu lực", "not valid yet")
    return days_left(days)


def _days(days: int, said: Text) -> Text:
    vi, en = (show.decimal(f"{days:,}", language) for language in (Language.VI, Language.EN))
    return Text(
        said.vi.format(days=f"{vi} ngày"), said.en.format(days="1 day" if days == 1 else f"{en} days")
    )
