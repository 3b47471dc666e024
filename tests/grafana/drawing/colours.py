"""Grafana's colours in its light theme, by name."""

import re

from tests.grafana.drawing.strict import Unknown

INK, FAINT, LINE, PAPER, CANVAS, LINK = "#24292e", "#6b7178", "#e2e4e6", "#ffffff", "#f4f5f5", "#1f62e0"

_SHADES = ("super-light-", "light-", "", "semi-dark-", "dark-")
_HUES = {
    "red": "#FF7383 #F2495C #E02F44 #C4162A #AD0317",
    "orange": "#FFB357 #FF9830 #FF780A #FA6400 #E55400",
    "yellow": "#FFEE52 #FADE2A #F2CC0C #E0B400 #CC9D00",
    "green": "#96D98D #73BF69 #56A64B #37872D #19730E",
    "blue": "#8AB8FF #5794F2 #3274D9 #1F60C4 #1250B0",
    "purple": "#CA95E5 #B877D9 #A352CC #8F3BB8 #7C2EA3",
}
_NAMED = {
    f"{shade}{hue}": code
    for hue, codes in _HUES.items()
    for shade, code in zip(_SHADES, codes.split(), strict=True)
} | {
    "text": INK,
    "panel-bg": PAPER,
    "transparent": "transparent",
    "white": "#ffffff",
    "black": "#000000",
    "gray": "#808080",
    "grey": "#808080",
}
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
_RGB = re.compile(r"rgba?\([\d., %]+\)")

PALETTE = (
    *("green", "yellow", "blue", "orange", "red", "purple"),
    *("dark-green", "dark-yellow", "dark-blue", "dark-orange", "dark-red", "dark-purple"),
    *("super-light-green", "super-light-yellow", "super-light-blue"),
    *("super-light-orange", "super-light-red", "super-light-purple"),
    *("#447EBC", "#C15C17", "#890F02", "#0A437C", "#6D1F62", "#584477"),
)
SCALES = {
    "continuous-GrYlRd": ("green", "yellow", "red"),
    "continuous-RdYlGr": ("red", "yellow", "green"),
    "continuous-BlYlRd": ("blue", "yellow", "red"),
    "continuous-YlRd": ("yellow", "red"),
    "continuous-blues": (PAPER, "dark-blue"),
    "continuous-reds": (PAPER, "dark-red"),
    "continuous-greens": (PAPER, "dark-green"),
    "Oranges": ("#fff5eb", "#fd8d3c", "#7f2704"),
    "Blues": ("#f7fbff", "#6baed6", "#08306b"),
    "Greens": ("#f7fcf5", "#74c476", "#00441b"),
    "Reds": ("#fff5f0", "#fb6a4a", "#67000d"),
}


def code_of(name: str) -> str:
    """What CSS calls a colour of a dashboard."""
    if name in _NAMED:
        return _NAMED[name]
    if _HEX.fullmatch(name) or _RGB.fullmatch(name):
        return name
    raise Unknown(f"colour {name!r}")


def of_palette(index: int) -> str:
    """The colour of a series by its place."""
    return code_of(PALETTE[index % len(PALETTE)])


def on_scale(scale: str, share: float) -> str:
    """The colour at `share`, 0 to 1, of a scale that runs through several."""
    if scale not in SCALES:
        raise Unknown(f"colour scale {scale!r}")
    stops = [_rgb(code_of(name)) for name in SCALES[scale]]
    place = min(max(share, 0.0), 1.0) * (len(stops) - 1)
    first = min(int(place), len(stops) - 2)
    mixed = (
        round(low + (high - low) * (place - first))
        for low, high in zip(stops[first], stops[first + 1], strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)


def ink_on(colour: str) -> str:
    """What is read on that ground: white, or near black on a bright one."""
    if not _HEX.fullmatch(colour):
        return INK
    red, green, blue = _rgb(colour)
    bright = (red * 299 + green * 587 + blue * 114) / 1000
    return "#202226" if bright > 180 else "#f7f8fa"


def _rgb(colour: str) -> tuple[int, int, int]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
