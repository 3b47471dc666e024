"""Every sentence a person reads exists twice: in Vietnamese and in English."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The two languages of the program."""

    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One sentence in both languages. Vietnamese first: it is written for its reader, not translated."""

    vi: str
    en: str

    def in_(self, language: Language) -> str:
        """This sentence in `language`."""
        return self.vi if language is Language.VI else self.en

    def format(self, **values: object) -> "Text":
        """The sentence with its `{names}` filled in, in both languages: a Text by what it is in each."""
        return Text(
            self.vi.format(**_in(Language.VI, values)),
            self.en.format(**_in(Language.EN, values)),
        )


def language_of(locale: str) -> Language:
    """The language for a POSIX locale name such as `vi_VN.UTF-8`: Vietnamese for `vi*`, else English."""
    return Language.VI if locale.lower().startswith("vi") else Language.EN


def _in(language: Language, values: dict[str, object]) -> dict[str, object]:
    return {name: value.in_(language) if isinstance(value, Text) else value for name, value in values.items()}
