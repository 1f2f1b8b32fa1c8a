"""How everything looks: named tokens, light and dark."""

from __future__ import annotations

from typing import Literal, NamedTuple

Mode = Literal["light", "dark"]
Scale = Literal["小", "中", "大"]
Kind = Literal["neutral", "info", "success", "warning", "danger", "accent"]


class Tokens(NamedTuple):
    """Colours as "#RRGGBB"; lengths in logical pixels at the chosen text size.

    `*_soft` is a background on which the colour of the same name is read as text. `selected` is
    that of a chosen row, `focus` the ring of what is typed in: neither is red, which is for the
    one primary action, for where one is, and for what is wrong.
    `series` are the colours of a chart's parts, in order.
    """

    mode: Mode
    accent: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    on_accent: str
    window: str
    surface: str
    sunken: str
    hover: str
    selected: str
    focus: str
    border: str
    border_strong: str
    text: str
    muted: str
    faint: str
    info: str
    info_soft: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    neutral_soft: str
    tooltip: str
    series: tuple[str, ...]
    caption: int = 12
    body: int = 14
    subtitle: int = 16
    title: int = 20
    display: int = 28
    row: int = 40
    control: int = 34
    icon: int = 18
    radius: int = 8
    radius_small: int = 6
    radius_large: int = 12
    xs: int = 4
    s: int = 8
    m: int = 12
    l: int = 16  # noqa: E741 - one letter of the usual xs/s/m/l/xl scale
    xl: int = 24

    def of_kind(self, kind: Kind) -> tuple[str, str]:
        """Return (text colour, soft background) of a kind of message or state."""
        pairs = {
            "neutral": (self.muted, self.neutral_soft),
            "info": (self.info, self.info_soft),
            "success": (self.success, self.success_soft),
            "warning": (self.warning, self.warning_soft),
            "danger": (self.danger, self.danger_soft),
            "accent": (self.accent_text, self.accent_soft),
        }
        return pairs[kind]


LIGHT = Tokens(
    mode="light",
    accent="#C8102E",
    accent_hover="#AD0B26",
    accent_text="#B80D29",
    accent_soft="#FCEDEF",
    on_accent="#FFFFFF",
    window="#F4F5F7",
    surface="#FFFFFF",
    sunken="#EEF0F3",
    hover="#F6F7F9",
    selected="#E8EDF4",
    focus="#1D5FBF",
    border="#E3E6EA",
    border_strong="#B5BDC9",
    text="#1C2430",
    muted="#4F5B6B",
    faint="#616C7C",
    info="#1D5FBF",
    info_soft="#E8F0FC",
    success="#17713F",
    success_soft="#E4F5EA",
    warning="#8F5200",
    warning_soft="#FFF2D9",
    danger="#B3261E",
    danger_soft="#FDECEA",
    neutral_soft="#EDEFF2",
    tooltip="#2A3340",
    series=("#3B76C4", "#23917A", "#BF8118", "#8C6BC8", "#D0634A", "#B8588F", "#7F8A3F"),
)

DARK = Tokens(
    mode="dark",
    accent="#C8102E",
    accent_hover="#DF2A46",
    accent_text="#FF8E9C",
    accent_soft="#40222A",
    on_accent="#FFFFFF",
    window="#14181E",
    surface="#1D232B",
    sunken="#262D37",
    hover="#232A33",
    selected="#2C3745",
    focus="#86B4F5",
    border="#2E3641",
    border_strong="#535F70",
    text="#E7EBF0",
    muted="#A5B0BE",
    faint="#97A3B3",
    info="#86B4F5",
    info_soft="#1D2F4A",
    success="#74D19B",
    success_soft="#183626",
    warning="#F2BE67",
    warning_soft="#3D2F16",
    danger="#FF9C93",
    danger_soft="#41211F",
    neutral_soft="#2B333E",
    tooltip="#3A4553",
    series=("#5B93DD", "#45B79A", "#E5B259", "#A78BDA", "#E48B75", "#DB8DBB", "#B2BE84"),
)

_FACTOR: dict[Scale, float] = {"小": 0.93, "中": 1.0, "大": 1.2}
_SCALED = ("caption", "body", "subtitle", "title", "display", "row", "control", "icon")

_current = LIGHT


def tokens() -> Tokens:
    """Return the tokens in force; read them inside `paintEvent`, never keep them."""
    return _current


def choose_tokens(mode: Mode, scale: Scale) -> Tokens:
    """Put the tokens of a theme, at a text size, in force and return them."""
    global _current  # noqa: PLW0603 - painters have no other way to reach the one theme in force
    base = LIGHT if mode == "light" else DARK
    sizes = {name: round(getattr(base, name) * _FACTOR[scale]) for name in _SCALED}
    _current = base._replace(**sizes)
    return _current
