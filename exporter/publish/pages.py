"""The published pages: what the hub told into HTML, each with the moment after which it calls itself old."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alerts.cause import CommuneStatus
from exporter.publish.told import ToldCommune, ToldProvince
from exporter.web.html import Templates
from exporter.web.public.reach import REACH_WORDS
from exporter.web.public.wording import COMMUNE_WORDS, PART_WORDS, SERVICE_WORDS, part_word
from probes.language import Language

RENEW_SECONDS = 60
"""How often a page asks its host for a newer one."""

_WORST_FIRST = tuple(CommuneStatus)


@dataclass(frozen=True, slots=True)
class _Province:
    code: str
    name: str
    communes: Sequence[ToldCommune]

    @property
    def counts(self) -> Mapping[CommuneStatus, int]:
        counted = Counter(commune.status for commune in self.communes)
        return {status: counted[status] for status in _WORST_FIRST}


class PublishedPages:
    """Writes the pages of one turn. valid_seconds: how long after the hub told it a page may be believed."""

    def __init__(self, valid_seconds: float) -> None:
        self._templates = Templates()
        self._valid = valid_seconds

    def write(self, told: Sequence[ToldProvince]) -> Iterator[tuple[str, str]]:
        """Every page, by its path within the folder. At least one province."""
        provinces = [
            _Province(one.code, one.name, sorted(one.communes, key=_rank))
            for one in sorted(told, key=lambda one: (min(map(_rank, one.communes))[0], one.code))
        ]
        oldest = min(one.generated_at for one in told)
        for language in Language:
            for province in provinces:
                for commune in province.communes:
                    path = path_of(language, "xa", commune.code)
                    yield path, self._commune(commune, province, language)
                path = path_of(language, "tinh", province.code)
                yield path, self._province(province, oldest, path, language, several=len(provinces) > 1)
            path = path_of(language, "index")
            if len(provinces) == 1:
                yield path, self._province(provinces[0], oldest, path, language, several=False)
            else:
                yield (
                    path,
                    self._write("index", path, language, oldest, oldest + self._valid, provinces=provinces),
                )

    def _commune(self, told: ToldCommune, province: _Province, language: Language) -> str:
        return self._write(
            "commune",
            path_of(language, "xa", told.code),
            language,
            told.generated_at,
            good_until(told, self._valid),
            told=told,
            province=province,
            answers=[one.answer() for one in told.answers],
            contacts=[one.contact() for one in told.contacts],
            lines=[one.part() for one in told.lines],
            services=[one.part() for one in told.services],
            part_word=part_word,
            line_words=PART_WORDS,
            service_words=SERVICE_WORDS,
            reach_words=REACH_WORDS,
        )

    def _province(
        self, province: _Province, made: float, path: str, language: Language, *, several: bool
    ) -> str:
        until = made + self._valid
        return self._write("province", path, language, made, until, province=province, several=several)

    def _write(
        self, name: str, path: str, language: Language, made: float, until: float, **facts: object
    ) -> str:
        other = next(one for one in Language if one is not language)
        file = path.rpartition("/")[2]
        return self._templates.write(
            f"published/{name}.html",
            made,
            language,
            root="../" * path.count("/"),
            page_of=lambda kind, code=None: path_of(language, kind, code),
            other=_in(other, file.partition(".")[0]),
            until=until,
            renew=RENEW_SECONDS,
            words=COMMUNE_WORDS,
            **facts,
        )


def paths_of(told: Sequence[ToldProvince]) -> Iterator[str]:
    """The paths of all pages that `PublishedPages.write` makes of this."""
    for language in Language:
        yield path_of(language, "index")
        for province in told:
            yield path_of(language, "tinh", province.code)
            yield from (path_of(language, "xa", commune.code) for commune in province.communes)


def path_of(language: Language, kind: str, code: str | None = None) -> str:
    """Where a page lies within the folder: `index.html`, `xa/19753.html`, `tinh/46.en.html`."""
    return _in(language, kind if code is None else f"{kind}/{code}")


def good_until(told: ToldCommune, valid_seconds: float) -> float:
    """Until when a commune's page may be believed, unix seconds: no longer than to the moment at which what it says to do changes."""
    turns = [one.call_at for one in told.answers if one.call_at is not None]
    turns += [one.maintenance.until for one in told.answers if one.maintenance is not None]
    later = [at for at in turns if at > told.generated_at]
    return min((told.generated_at + valid_seconds, *later))


def _in(language: Language, name: str) -> str:
    return f"{name}.html" if language is Language.VI else f"{name}.{language.value}.html"


def _rank(commune: ToldCommune) -> tuple[int, str]:
    return (_WORST_FIRST.index(commune.status), commune.code)
