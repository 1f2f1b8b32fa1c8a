"""How everything looks: named tokens, light and dark, and the one style sheet made from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from desktop.foundation.paths import resources

Mode = Literal["light", "dark"]
Scale = Literal["小", "中", "大"]
Kind = Literal["neutral", "info", "success", "warning", "danger", "accent"]


@dataclass(frozen=True)
class Tokens:
    """Colours as "#RRGGBB"; lengths in logical pixels at the chosen text size.

    `*_soft` is a background on which the colour of the same name is read as text.
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
    border="#E3E6EA",
    border_strong="#CBD1D9",
    text="#1C2430",
    muted="#5A6676",
    faint="#8A94A3",
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
    series=("#3B76C4", "#2F9E83", "#E0A23B", "#8C6BC8", "#D9735B", "#5FA8D3", "#9AA66B"),
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
    border="#2E3641",
    border_strong="#465160",
    text="#E7EBF0",
    muted="#A5B0BE",
    faint="#768294",
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
    series=("#5B93DD", "#45B79A", "#E5B259", "#A78BDA", "#E48B75", "#79BCE3", "#B2BE84"),
)

_FACTOR: dict[Scale, float] = {"小": 0.93, "中": 1.0, "大": 1.2}
_SCALED = ("caption", "body", "subtitle", "title", "display", "row", "control", "icon")

_current = LIGHT


def tokens() -> Tokens:
    """Return the tokens in force; read them inside `paintEvent`, never keep them."""
    return _current


def apply_theme(app: QApplication, mode: Mode = "light", scale: Scale = "中") -> None:
    """Make every window of `app` look so, at once; widgets see a `StyleChange` event."""
    global _current  # noqa: PLW0603 - painters have no other way to reach the one theme in force
    base = LIGHT if mode == "light" else DARK
    sizes = {name: round(getattr(base, name) * _FACTOR[scale]) for name in _SCALED}
    _current = replace(base, **sizes)
    app.setStyle("Fusion")
    app.setPalette(_palette(_current))
    font = QFont(app.font())
    font.setPixelSize(_current.body)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    app.setFont(font)
    app.setStyleSheet(style_sheet(_current))


def _palette(theme: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for part, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.hover),
        (role.Text, theme.text),
        (role.Button, theme.surface),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.on_accent),
        (role.Highlight, theme.accent_soft),
        (role.HighlightedText, theme.text),
        (role.Link, theme.info),
        (role.ToolTipBase, theme.tooltip),
        (role.ToolTipText, "#FFFFFF"),
        (role.PlaceholderText, theme.faint),
        (role.Mid, theme.border_strong),
        (role.Accent, theme.accent),
    ):
        palette.setColor(part, QColor(colour))
    for part in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, QColor(theme.faint))
    return palette


def style_sheet(theme: Tokens) -> str:
    """Return the style sheet; properties `role`, `kind`, `panel` and `badge` pick a look."""
    icons = (resources() / "icons").as_posix()
    t = theme
    kinds: tuple[Kind, ...] = ("neutral", "info", "success", "warning", "danger", "accent")
    badges = "".join(
        f'QLabel[badge="{kind}"] {{ color: {t.of_kind(kind)[0]};'
        f" background: {t.of_kind(kind)[1]}; border-radius: {t.radius_small}px;"
        f" padding: 2px {t.s}px; font-size: {t.caption}px; }}\n"
        for kind in kinds
    )
    return f"""{badges}
QToolTip {{ background: {t.tooltip}; color: #FFFFFF; border: 0; padding: {t.xs}px {t.s}px; }}
QDialog {{ background: {t.surface}; }}
QLabel {{ background: transparent; }}
QLabel[role="caption"] {{ font-size: {t.caption}px; color: {t.muted}; }}
QLabel[role="muted"] {{ color: {t.muted}; }}
QLabel[role="strong"] {{ font-weight: bold; }}
QLabel[role="subtitle"] {{ font-size: {t.subtitle}px; font-weight: bold; }}
QLabel[role="title"] {{ font-size: {t.title}px; font-weight: bold; }}
QLabel[role="display"] {{ font-size: {t.display}px; font-weight: bold; }}
QLabel[role="error"] {{ font-size: {t.caption}px; color: {t.danger}; }}
QLabel[role="hint"] {{ font-size: {t.caption}px; color: {t.faint}; }}

*[panel="card"] {{ background: {t.surface}; border: 1px solid {t.border};
  border-radius: {t.radius_large}px; }}
*[panel="bar"] {{ background: {t.surface}; border: 0; border-bottom: 1px solid {t.border}; }}
*[panel="footer"] {{ background: {t.surface}; border: 0; border-top: 1px solid {t.border}; }}
*[panel="side"] {{ background: {t.surface}; border: 0; border-right: 1px solid {t.border}; }}
*[panel="danger"] {{ background: {t.danger_soft}; border: 0;
  border-radius: {t.radius}px; }}
*[panel="toast"] {{ background: {t.surface}; border: 1px solid {t.border_strong};
  border-radius: {t.radius}px; }}
*[panel="drop"] {{ background: {t.surface}; border: 2px dashed {t.border_strong};
  border-radius: {t.radius_large}px; }}
*[panel="drop"]:hover, *[panel="drop"]:focus, *[panel="drop"][over="true"] {{
  background: {t.accent_soft}; border-color: {t.accent}; }}
*[panel="desk"] {{ background: {t.sunken}; border: 0; border-radius: {t.radius}px; }}
*[panel="page"] {{ background: #FFFFFF; border: 1px solid {t.border_strong}; }}
*[panel="plain"] {{ background: transparent; border: 0; }}

QPushButton {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border_strong};
  border-radius: {t.radius_small}px; padding: 0 {t.m}px; min-height: {t.control - 2}px; }}
QPushButton:hover {{ background: {t.hover}; border-color: {t.faint}; }}
QPushButton:pressed {{ background: {t.sunken}; }}
QPushButton:focus {{ border-color: {t.accent}; }}
QPushButton:disabled {{ color: {t.faint}; background: {t.sunken}; border-color: {t.border}; }}
QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.on_accent};
  border-color: {t.accent}; font-weight: bold; padding: 0 {t.l}px; }}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {{
  background: {t.accent_hover}; border-color: {t.accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border-color: {t.text}; }}
QPushButton[kind="primary"]:disabled {{ background: {t.sunken}; color: {t.faint};
  border-color: {t.border}; }}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent;
  color: {t.muted}; padding: 0 {t.s}px; }}
QPushButton[kind="quiet"]:hover {{ background: {t.sunken}; color: {t.text}; }}
QPushButton[kind="quiet"]:focus {{ border-color: {t.border_strong}; }}
QPushButton[kind="nav"] {{ background: transparent; border: 0; text-align: left;
  color: {t.muted}; padding: 0 {t.m}px; min-height: {t.row - 2}px;
  border-radius: {t.radius}px; }}
QPushButton[kind="nav"]:hover {{ background: {t.hover}; color: {t.text}; }}
QPushButton[kind="nav"]:focus {{ background: {t.sunken}; color: {t.text}; }}
QPushButton[kind="nav"]:checked {{ background: {t.accent_soft}; color: {t.accent_text};
  font-weight: bold; }}

QLineEdit, QPlainTextEdit, QComboBox {{ background: {t.surface}; color: {t.text};
  border: 1px solid {t.border_strong}; border-radius: {t.radius_small}px;
  padding: 0 {t.s}px; min-height: {t.control - 2}px;
  selection-background-color: {t.info}; selection-color: {t.surface}; }}
QPlainTextEdit {{ padding: {t.xs}px {t.xs}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border-color: {t.accent}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {{
  border-color: {t.danger}; background: {t.danger_soft}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{
  background: {t.sunken}; color: {t.faint}; border-color: {t.border}; }}
QLineEdit[kind="search"] {{ background: {t.sunken}; border-color: transparent; }}
QLineEdit[kind="search"]:focus {{ background: {t.surface}; border-color: {t.accent}; }}
QComboBox QLineEdit {{ border: 0; background: transparent; padding: 0; min-height: 0; }}
QComboBox::drop-down {{ border: 0; width: 26px; }}
QComboBox::down-arrow {{ image: url("{icons}/control-arrow-down.svg");
  width: {t.icon - 2}px; height: {t.icon - 2}px; }}
QAbstractItemView {{ background: {t.surface}; color: {t.text}; outline: 0; border: 0;
  selection-background-color: {t.accent_soft}; selection-color: {t.text}; }}
QComboBox QAbstractItemView, QListView[kind="popup"] {{ border: 1px solid {t.border_strong};
  padding: {t.xs}px; }}
QComboBox QAbstractItemView::item, QListView[kind="popup"]::item {{
  min-height: {t.control - 4}px; padding: 0 {t.xs}px; border-radius: {t.radius_small}px; }}
QCheckBox {{ spacing: {t.s}px; min-height: {t.control}px; background: transparent; }}
QCheckBox::indicator {{ width: {t.icon}px; height: {t.icon}px; background: {t.surface};
  border: 1px solid {t.border_strong}; border-radius: 4px; }}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {t.accent}; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent};
  image: url("{icons}/control-check.svg"); }}

QTableView {{ border: 0; gridline-color: transparent; }}
QTableView::item {{ border: 0; border-bottom: 1px solid {t.border}; padding: 0 {t.s}px; }}
QTableView::item:hover {{ background: {t.hover}; }}
QTableView::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QCalendarWidget QTableView::item {{ border: 0; padding: 0; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {t.surface}; }}
QCalendarWidget QToolButton {{ background: transparent; color: {t.text}; border: 0;
  border-radius: {t.radius_small}px; padding: {t.xs}px {t.s}px; font-weight: bold; }}
QCalendarWidget QToolButton:hover {{ background: {t.sunken}; }}
QCalendarWidget QToolButton::menu-indicator {{ image: none; }}
QHeaderView {{ background: {t.surface}; border: 0; }}
QHeaderView::section {{ background: {t.surface}; color: {t.muted}; border: 0;
  border-bottom: 1px solid {t.border_strong}; padding: 0 {t.s + 3}px; height: {t.row - 4}px;
  font-size: {t.caption + 1}px; }}
QHeaderView::section:hover {{ color: {t.text}; background: {t.hover}; }}
QTabWidget::pane {{ border: 0; }}
QTabBar::tab {{ background: transparent; color: {t.muted}; padding: {t.s}px {t.m}px;
  border: 0; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.text}; font-weight: bold; border-bottom-color: {t.accent}; }}
QTabBar::tab:hover {{ color: {t.text}; }}

QMenu {{ background: {t.surface}; border: 1px solid {t.border_strong}; padding: {t.xs}px; }}
QMenu::item {{ padding: {t.s}px {t.xl}px {t.s}px {t.m}px; border-radius: {t.radius_small}px; }}
QMenu::item:selected {{ background: {t.sunken}; }}
QMenu::item:disabled {{ color: {t.faint}; }}
QMenu::icon {{ padding-left: {t.s}px; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: {t.xs}px {t.s}px; }}
QSplitter::handle {{ background: transparent; }}
QScrollArea, QScrollArea > QWidget, QScrollArea > QWidget > QWidget {{
  background: transparent; border: 0; }}
QScrollBar {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {t.border_strong}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:hover {{ background: {t.faint}; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: transparent; border: 0; width: 0; height: 0; }}
QProgressBar {{ background: {t.sunken}; border: 0; border-radius: 3px;
  min-height: 6px; max-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
"""
