"""A secret by reference: `file:NAME` or `env:NAME`. The value itself is never written in a configuration, nor logged."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, ValidationInfo

from probes.inventory.values import refuse
from probes.language import Text


class SecretUnreadable(Exception):
    """The secret is not where the configuration says; `text` names the place, never the value."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """Where a secret is kept: a file, read at each use so that it can be changed, or a variable of the environment."""

    kind: Literal["file", "env"]
    name: str

    def read(self) -> str:
        """The secret, without the line break at its end. Raises SecretUnreadable."""
        try:
            value = (
                Path(self.name).read_text(encoding="utf-8").strip()
                if self.kind == "file"
                else os.environ.get(self.name, "")
            )
        except (OSError, UnicodeDecodeError) as error:
            raise SecretUnreadable(_UNREADABLE.format(place=self, why=type(error).__name__)) from error
        if not value:
            raise SecretUnreadable(_EMPTY.format(place=self))
        return value

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


def _place(value: object, info: ValidationInfo) -> SecretPlace:
    if isinstance(value, str):
        kind, _, name = value.partition(":")
        if kind == "file" and name.strip():
            return SecretPlace("file", str((info.context or {}).get("folder", Path()) / name))
        if kind == "env" and name.isidentifier():
            return SecretPlace("env", name)
    raise refuse(
        "phải là file:TÊN_TỆP hoặc env:TÊN_BIẾN, nơi cất bí mật; không ghi chính bí mật vào đây",
        "must be file:NAME or env:NAME, the place of the secret; the secret itself does not belong here",
    )


Secret = Annotated[SecretPlace, BeforeValidator(_place)]

_UNREADABLE = Text("không đọc được bí mật ở {place} ({why})", "the secret at {place} cannot be read ({why})")
_EMPTY = Text("không có bí mật nào ở {place}", "there is no secret at {place}")
