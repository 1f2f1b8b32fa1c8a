"""The one style sheet and palette, made from the theme's tokens and applied."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from desktop.foundation.paths import resources
from desktop.gui.theme import Kind, Mode, Scale, Tokens, choose_tokens

STYLE = ("-style", "Fusion")
"""For the arguments of `QApplication`: to set it later would cost the first window 10 ms."""


def apply_theme(app: QApplication, mode: Mode = "light", scale: Scale = "中") -> None:
    """Make every window of `app` look so, at once; widgets see a `StyleChange` event."""
    theme = choose_tokens(mode, scale)
    app.setPalette(_palette(theme))
    font = QFont(app.font())
    font.setPixelSize(theme.body)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    app.setFont(font)
    app.setStyleSheet(style_sheet(theme))


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
        (role.Highlight, theme.selected),
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
    return "\n".join(
        (
            _badges(theme),
            _texts(theme),
            _panels(theme),
            _buttons(theme, icons),
            _fields(theme),
            _lists(theme),
            _choices(theme, icons),
            _checks(theme, icons),
            _tables(theme, icons),
            _rest(theme),
        )
    )


def _badges(t: Tokens) -> str:
    kinds: tuple[Kind, ...] = ("neutral", "info", "success", "warning", "danger", "accent")
    return "".join(
        f'QLabel[badge="{kind}"] {{ color: {t.of_kind(kind)[0]};'
        f" background: {t.of_kind(kind)[1]}; border-radius: {t.radius_small}px;"
        f" padding: 2px {t.s}px; font-size: {t.caption}px; }}\n"
        for kind in kinds
    )


def _texts(t: Tokens) -> str:
    return f"""
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
QLabel[role="hint"] {{ font-size: {t.caption}px; color: {t.muted}; }}
"""


def _panels(t: Tokens) -> str:
    return f"""
*[panel="card"] {{ background: {t.surface}; border: 1px solid {t.border};
  border-radius: {t.radius_large}px; }}
*[panel="bar"] {{ background: {t.surface}; border: 0; border-bottom: 1px solid {t.border}; }}
*[panel="footer"] {{ background: {t.surface}; border: 0; border-top: 1px solid {t.border}; }}
*[panel="side"] {{ background: {t.surface}; border: 0; border-right: 1px solid {t.border}; }}
*[panel="danger"] {{ background: {t.danger_soft}; border: 0;
  border-radius: {t.radius}px; }}
*[panel="warning"] {{ background: {t.warning_soft}; border: 0; border-radius: {t.radius}px; }}
*[panel="info"] {{ background: {t.info_soft}; border: 0; border-radius: {t.radius}px; }}
*[panel="toast"] {{ background: {t.surface}; border: 1px solid {t.border_strong};
  border-radius: {t.radius}px; }}
*[panel="drop"] {{ background: {t.surface}; border: 2px dashed {t.border_strong};
  border-radius: {t.radius_large}px; }}
*[panel="drop"]:hover, *[panel="drop"][over="true"] {{ background: {t.accent_soft}; }}
*[panel="drop"]:hover, *[panel="drop"][over="true"] {{ border-color: {t.accent}; }}
*[panel="drop"]:focus {{ border-color: {t.focus}; }}
*[panel="desk"] {{ background: {t.sunken}; border: 0; border-radius: {t.radius}px; }}
*[panel="lane"] {{ background: transparent; border: 1px solid {t.border};
  border-radius: {t.radius_large}px; }}
*[panel="page"] {{ background: #FFFFFF; border: 1px solid {t.border_strong}; }}
*[panel="plain"] {{ background: transparent; border: 0; }}
"""


def _buttons(t: Tokens, icons: str) -> str:
    return f"""
QPushButton {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border_strong};
  border-radius: {t.radius_small}px; padding: 0 {t.m}px; min-height: {t.control - 2}px; }}
QPushButton:hover {{ background: {t.hover}; border-color: {t.faint}; }}
QPushButton:pressed {{ background: {t.sunken}; }}
QPushButton:focus {{ border-color: {t.focus}; }}
QPushButton:disabled {{ color: {t.faint}; background: {t.sunken}; border-color: {t.border}; }}
QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.on_accent};
  border-color: {t.accent}; font-weight: bold; padding: 0 {t.l}px; }}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {{
  background: {t.accent_hover}; border-color: {t.accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border-color: {t.text}; }}
QPushButton[kind="primary"]:disabled {{ background: {t.sunken}; color: {t.faint};
  border-color: {t.border}; }}
QPushButton[kind="next"] {{ background: {t.accent_soft}; color: {t.accent_text};
  border-color: {t.accent_soft}; font-weight: bold; padding: 0 {t.l}px; }}
QPushButton[kind="next"]:hover, QPushButton[kind="next"]:pressed {{
  border-color: {t.accent_text}; }}
QPushButton[kind="next"]:focus {{ border-color: {t.focus}; }}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent;
  color: {t.muted}; padding: 0 {t.s}px; }}
QPushButton[kind="quiet"]:hover {{ background: {t.sunken}; color: {t.text}; }}
QPushButton[kind="quiet"]:focus {{ border-color: {t.focus}; }}
QPushButton[kind="nav"] {{ background: transparent; border: 1px solid transparent;
  text-align: left; color: {t.muted}; padding: 0 {t.m - 1}px; min-height: {t.row - 4}px;
  border-radius: {t.radius}px; }}
QPushButton[kind="tab"] {{ background: transparent; border: 1px solid transparent;
  color: {t.muted}; padding: 0 {t.m - 1}px; min-height: {t.control - 6}px; }}
QPushButton[kind="nav"]:hover, QPushButton[kind="tab"]:hover {{ background: {t.sunken};
  color: {t.text}; }}
QPushButton[kind="nav"]:checked, QPushButton[kind="tab"]:checked {{
  background: {t.accent_soft}; color: {t.accent_text}; font-weight: bold; }}
QPushButton[ring="true"] {{ border-color: {t.focus}; }}
QPushButton[kind="link"] {{ background: transparent; border: 0; color: {t.info};
  padding: 0 {t.xs}px; min-height: {t.control - 8}px; }}
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:focus {{ text-decoration: underline; }}
QPushButton[kind="link"]:disabled {{ color: {t.faint}; text-decoration: none; }}
QPushButton[drops="true"] {{ padding-right: {t.s}px; }}
QPushButton[drops="true"][kind="secondary"] {{ padding-right: {t.m + 2}px; }}
QPushButton::menu-indicator {{ image: url("{icons}/control-arrow-down.svg");
  width: {t.icon - 4}px; height: {t.icon - 4}px;
  subcontrol-origin: padding; subcontrol-position: right center; right: {t.s - 2}px; }}
"""


def _fields(t: Tokens) -> str:
    return f"""
QLineEdit, QPlainTextEdit, QComboBox {{ background: {t.surface}; color: {t.text};
  border: 1px solid {t.border_strong}; border-radius: {t.radius_small}px;
  padding: 0 {t.s}px; min-height: {t.control - 2}px; }}
QLineEdit, QPlainTextEdit {{ selection-background-color: {t.info};
  selection-color: {t.surface}; }}
QPlainTextEdit {{ padding: {t.xs}px {t.xs + 2}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border-color: {t.focus}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {{
  border-color: {t.danger}; background: {t.danger_soft}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{
  background: {t.sunken}; color: {t.faint}; border-color: {t.border}; }}
QLineEdit[kind="search"] {{ background: {t.sunken}; border-color: transparent; }}
QLineEdit[kind="search"]:focus {{ background: {t.surface}; border-color: {t.focus}; }}
"""


def _choices(t: Tokens, icons: str) -> str:
    return f"""
QComboBox {{ combobox-popup: 0; }}
QComboBox:!editable {{ padding-left: {t.s + 2}px; }}
QComboBox[empty="true"] {{ color: {t.faint}; }}
QComboBox QLineEdit {{ border: 0; background: transparent; padding: 0; min-height: 0; }}
QComboBox::drop-down {{ border: 0; width: 26px; }}
QComboBox::down-arrow {{ image: url("{icons}/control-arrow-down.svg");
  width: {t.icon - 2}px; height: {t.icon - 2}px; }}
QComboBox QAbstractItemView, QListView[kind="popup"] {{ border: 1px solid {t.border_strong};
  padding: {t.xs}px; }}
QComboBox QAbstractItemView::item, QListView[kind="popup"]::item {{
  min-height: {t.control - 4}px; padding: 0 {t.xs}px; border-radius: {t.radius_small}px; }}
QListView[kind="popup"]::item:disabled {{ color: {t.muted}; }}
"""


def _lists(t: Tokens) -> str:
    return f"""
QAbstractItemView {{ background: {t.surface}; color: {t.text}; outline: 0; border: 0;
  selection-background-color: {t.selected}; selection-color: {t.text}; }}
QListView[kind="box"] {{ border: 1px solid {t.border_strong};
  border-radius: {t.radius_small}px; padding: {t.xs}px; }}
QListView[kind="box"]:focus {{ border-color: {t.focus}; }}
QListView[kind="box"]::item {{ min-height: {t.control - 4}px; padding: {t.xs}px {t.s}px;
  border-radius: {t.radius_small}px; }}
QListView[kind="cards"] {{ background: transparent; }}
QListView[kind="cards"]::item {{ background: {t.surface}; border: 1px solid {t.border_strong};
  border-radius: {t.radius_small}px; padding: {t.xs}px {t.s}px; }}
QAbstractItemView::item:selected {{ background: {t.selected}; color: {t.text}; }}
QListView[kind="cards"]::item:selected {{ background: {t.surface}; }}
QListView[kind="cards"]::item:selected:focus {{ background: {t.selected};
  border-color: {t.focus}; }}
"""


def _checks(t: Tokens, icons: str) -> str:
    return f"""
QCheckBox {{ spacing: {t.s}px; min-height: {t.control}px; background: transparent; }}
QCheckBox::indicator, QListView::indicator, QMenu::indicator {{
  width: {t.icon}px; height: {t.icon}px; background: {t.surface};
  border: 1px solid {t.faint}; border-radius: 4px; }}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {t.focus}; }}
QCheckBox::indicator:checked, QListView::indicator:checked, QMenu::indicator:checked {{
  background: {t.accent}; border-color: {t.accent};
  image: url("{icons}/control-check.svg"); }}
QCheckBox::indicator:checked:focus {{ border-color: {t.text}; }}
QRadioButton {{ spacing: {t.s}px; min-height: {t.control - 4}px; background: transparent; }}
QRadioButton::indicator {{ width: {t.icon - 4}px; height: {t.icon - 4}px; background: {t.surface};
  border: 2px solid {t.faint}; border-radius: {t.icon // 2}px; }}
QRadioButton::indicator:hover, QRadioButton::indicator:focus {{ border-color: {t.focus}; }}
QRadioButton::indicator:checked {{ width: {t.icon - 12}px; height: {t.icon - 12}px;
  border: 6px solid {t.accent}; }}
"""


def _tables(t: Tokens, icons: str) -> str:
    return f"""
QTableView {{ border: 0; gridline-color: transparent; }}
QTableView::item {{ border: 0; border-bottom: 1px solid {t.border}; padding: 0 {t.s}px; }}
QTableView::item:hover {{ background: {t.hover}; }}
QTableView::item:selected {{ background: {t.selected}; color: {t.text}; }}
QCalendarWidget {{ background: {t.surface}; border: 1px solid {t.border_strong}; }}
QCalendarWidget QTableView::item {{ border: 0; padding: 0; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {t.surface}; }}
QCalendarWidget QToolButton {{ background: transparent; color: {t.text}; border: 0;
  border-radius: {t.radius_small}px; padding: {t.xs}px {t.s}px; font-weight: bold; }}
QCalendarWidget QToolButton:hover {{ background: {t.sunken}; }}
QCalendarWidget QToolButton::menu-indicator {{ image: none; }}
QFileDialog {{ min-width: {54 * t.body}px; min-height: {36 * t.body}px; }}
QFileDialog QTreeView {{ font-size: {t.caption}px; }}
QHeaderView {{ background: {t.surface}; border: 0; }}
QHeaderView::section {{ background: {t.surface}; color: {t.muted}; border: 0;
  border-bottom: 1px solid {t.border_strong}; padding: 0 {t.s + 3}px; height: {t.row - 4}px;
  font-size: {t.caption + 1}px; }}
QHeaderView::down-arrow, QHeaderView::up-arrow {{ width: {t.icon - 4}px;
  height: {t.icon - 4}px; subcontrol-position: right center; right: {t.xs}px; }}
QHeaderView::down-arrow {{ image: url("{icons}/control-arrow-down.svg"); }}
QHeaderView::up-arrow {{ image: url("{icons}/control-arrow-up.svg"); }}
QHeaderView::section:hover {{ color: {t.text}; background: {t.hover}; }}
QTabWidget::pane {{ border: 0; }}
QTabBar::tab {{ background: transparent; color: {t.muted}; padding: {t.s}px {t.m}px;
  border: 0; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.text}; font-weight: bold; border-bottom-color: {t.accent}; }}
QTabBar::tab:hover {{ color: {t.text}; }}
"""


def _rest(t: Tokens) -> str:
    return f"""
QMenu {{ background: {t.surface}; border: 1px solid {t.border_strong}; padding: {t.xs}px; }}
QMenu::item {{ padding: {t.s}px {t.xl}px {t.s}px {t.m}px; border-radius: {t.radius_small}px; }}
QMenu::item:selected {{ background: {t.sunken}; }}
QMenu::item:disabled {{ color: {t.faint}; }}
QMenu::icon {{ padding-left: {t.s}px; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: {t.xs}px {t.s}px; }}
QSplitter::handle, QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
QScrollArea, QScrollArea > QWidget, QScrollArea > QWidget > QWidget {{
  background: transparent; border: 0; }}
QScrollBar {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {t.border_strong}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:hover {{ background: {t.faint}; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: transparent; border: 0; width: 0; height: 0; }}
QProgressBar {{ background: {t.sunken}; border: 0; border-radius: 3px;
  min-height: 6px; max-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
"""
