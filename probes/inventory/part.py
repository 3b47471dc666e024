"""What every part of an inventory is: frozen, and strict about its keys."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of an inventory. An unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)
