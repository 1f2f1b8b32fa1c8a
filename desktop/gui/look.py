"""The look this user chose, kept between starts."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

from desktop.gui.theme import Mode, Scale

MODES: tuple[tuple[Mode, str], ...] = (("light", "浅色"), ("dark", "深色"))
SCALES: tuple[tuple[Scale, str], ...] = (("小", "小"), ("中", "中"), ("大", "大"))

_MODE, _SCALE = "look/mode", "look/scale"


def chosen_look(memory: Mapping[str, str]) -> tuple[Mode, Scale]:
    """Return the chosen theme and text size; light and 中 before anything was chosen."""
    modes = {str(mode): mode for mode, _ in MODES}
    scales = {str(scale): scale for scale, _ in SCALES}
    return modes.get(memory.get(_MODE, ""), "light"), scales.get(memory.get(_SCALE, ""), "中")


def choose_look(memory: MutableMapping[str, str], mode: Mode, scale: Scale) -> None:
    """Remember a theme and a text size."""
    memory[_MODE], memory[_SCALE] = mode, scale
