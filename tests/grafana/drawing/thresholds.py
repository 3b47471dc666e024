"""From which value on which colour holds."""

from dataclasses import dataclass

from tests.grafana.drawing.colours import code_of
from tests.grafana.drawing.strict import Json, Unknown, only

DEFAULT: Json = {
    "mode": "absolute",
    "steps": [{"color": "green", "value": None}, {"color": "red", "value": 80}],
}
"""What Grafana takes where a panel says nothing: a forgotten threshold shows as red above 80."""


@dataclass(frozen=True, slots=True)
class Step:
    """From this value on, this colour."""

    value: float
    colour: str


def steps_of(thresholds: Json | None, low: float, high: float) -> tuple[Step, ...]:
    """The steps in order. low, high: between which percentages are counted."""
    given = DEFAULT if thresholds is None else thresholds
    only(given, ("mode", "steps"), "thresholds")
    mode = given.get("mode", "absolute")
    if mode not in {"absolute", "percentage"}:
        raise Unknown(f"thresholds of mode {mode!r}")
    steps = []
    for index, step in enumerate(given["steps"]):
        only(step, ("value", "color", "index"), "threshold")
        if (step["value"] is None) != (index == 0):
            raise Unknown(f"threshold {index} at {step['value']!r}: only the first has no value")
        value = float("-inf") if step["value"] is None else float(step["value"])
        if mode == "percentage" and step["value"] is not None:
            value = low + (high - low) * value / 100
        steps.append(Step(value, code_of(step["color"])))
    if steps != sorted(steps, key=lambda step: step.value):
        raise Unknown("thresholds that do not rise")
    return tuple(steps)


def colour_at(steps: tuple[Step, ...], value: float) -> str:
    """The colour of the last step that `value` has reached."""
    reached = [step.colour for step in steps if value >= step.value]
    return (reached or [steps[0].colour])[-1]
