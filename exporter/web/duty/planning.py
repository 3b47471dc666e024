"""The form in which maintenance is announced: what was typed, what it means, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import ValidationError

from alerts.masking import masked
from probes.inventory.calendar import Maintenance
from probes.inventory.values import VIETNAM
from probes.inventory.windows import Wrong
from probes.inventory.wording import sentence_of_mistake
from probes.language import Text

COVERS = ("province", "commune", "site", "link", "isp", "upstream", "service", "authority")
FIELDS = (*COVERS, "start", "end", "reason", "announced", "force_majeure")
LONGEST = 200
_WORDS = ("reason", "force_majeure")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form. faults: by field, "" for the whole of it."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Sequence[Text]] = field(default_factory=dict)


def empty(wall: float) -> Typed:
    """The form as it is first shown: announced today."""
    return Typed({"announced": datetime.fromtimestamp(wall, VIETNAM).date().isoformat()})


def typed(form: Mapping[str, str]) -> Mapping[str, str]:
    """What was typed in, without what points at a person, and no longer than it may be."""
    values = {name: form.get(name, "").strip()[: LONGEST + 1] for name in FIELDS}
    return {name: masked(value) if name in _WORDS else value for name, value in values.items()}


def maintenance_of(values: Mapping[str, str]) -> Maintenance | Typed:
    """What was typed as maintenance; or the form again, with every fault."""
    try:
        return Maintenance.model_validate({name: value for name, value in values.items() if value})
    except ValidationError as error:
        faults: dict[str, list[Text]] = {}
        for mistake in error.errors(include_url=False):
            name = str(mistake["loc"][0]) if mistake["loc"] else ""
            faults.setdefault(name, []).append(sentence_of_mistake(mistake))
        return Typed(values, faults)


def refused(values: Mapping[str, str], wrongs: Sequence[Wrong]) -> Typed:
    """The form again, with what the rules say against it."""
    faults: dict[str, list[Text]] = {}
    for wrong in wrongs:
        faults.setdefault(wrong.field or "", []).append(wrong.text)
    return Typed(values, faults)
