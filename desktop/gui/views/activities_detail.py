"""What is known of one activity: what to do next, the facts, the safeguards, the buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from desktop.domain.activity import HARD_SAFEGUARDS
from desktop.domain.terms import SafeguardKind
from desktop.gui.theme import tokens
from desktop.gui.views.activities_rows import ActivityLine, people, span
from desktop.gui.views.activities_steps import Deed, next_step
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.table_view import MenuItem, row_menu
from desktop.store.queries.activities import ActivityRow, SafeguardRow

SetSafeguard = Callable[[SafeguardKind, bool, str], object]
"""Keep a line of the checklist: done or not, and the note."""

_HARD = "（必办）"
_WIDEST = f"{SafeguardKind.EMERGENCY.label}{_HARD}"
_NOTE_LENGTH = 100
_NOTES = {
    SafeguardKind.INSURANCE: "保单号",
    SafeguardKind.TRANSPORT: "怎么来",
    SafeguardKind.MEALS: "地点、标准",
    SafeguardKind.EMERGENCY: "姓名、电话",
    SafeguardKind.BRIEFING: "谁讲、何时",
}


def activity_pane(
    line: ActivityLine,
    actions: Sequence[MenuItem],
    do: Callable[[Deed], object],
    set_safeguard: SetSafeguard,
    sections: tuple[QWidget, QWidget],
) -> DetailPane:
    """Return the pane of an activity; `sections` are what stands around it, and its photos."""
    row = line.row
    pane = DetailPane(row.title, state=row.state.label, kind=line.kind, caption=row.number)
    step = next_step(line)
    pane.add_text(step.words)
    deed = step.deed
    more = Button("全部操作", icon_name="dots-vertical")
    menu = row_menu(more, actions)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # it stays with the button
    more.drop_down(menu)
    if deed is not None and deed != "safeguards":
        go_on = Button(step.button, "next", on_click=lambda: do(deed), tip="Ctrl+回车：办下一步")
        pane.add_buttons(go_on, more)
    else:
        pane.add_buttons(more)
    around, photos = sections
    if not line.is_over:
        _add_safeguards(pane, line, set_safeguard)
    pane.add_section("组织实施")
    pane.add_widget(around)
    pane.add_section("概况")
    pane.add_facts(_facts(row))
    pane.add_section("参加的结对")
    for one in line.pairings:
        pane.add_text(
            f"{one.community or '镇街'} — {one.branch or one.department}（{one.university}）"
        )
    for title, text in (("总结", row.summary), ("共享成果", row.shared_results)):
        if text:
            pane.add_section(title)
            pane.add_text(text)
    if line.is_over:
        _add_safeguards(pane, line, set_safeguard)
    pane.add_section("照片")
    pane.add_widget(photos)
    pane.add_actions(actions)
    return pane


def _add_safeguards(pane: DetailPane, line: ActivityLine, set_safeguard: SetSafeguard) -> None:
    pane.add_section(
        "保障清单",
        state=f"还有 {len(line.open_hard)} 项必办" if line.open_hard else "必办已落实",
        kind="warning" if line.open_hard else "success",
    )
    for safeguard in line.safeguards:
        pane.add_widget(_safeguard(line, safeguard, set_safeguard))


def _facts(row: ActivityRow) -> tuple[tuple[str, str], ...]:
    return (
        ("时间", span(row.starts_at, row.ends_at)),
        ("地点", row.place),
        ("项目", row.project),
        ("主题", row.theme.label),
        ("报到方式", row.mode.label),
        ("随队", f"{row.leader} {row.leader_phone}".strip()),
        ("报名 / 到场", people(row)),
        ("签到表", f"已打印第 {row.sheet_version} 版" if row.sheet_version else "还没有打印"),
        ("证书", f"已颁发 {row.certificates} 张" if row.certificates else ""),
        ("服务居民", f"{row.residents_served} 人" if row.residents_served else ""),
    )


def first_open_safeguard(page: QWidget) -> QCheckBox | None:
    """Return the first box of the checklist in sight that is compulsory and open."""
    return next(
        (
            box
            for box in page.findChildren(QCheckBox)
            if box.isVisible() and not box.isChecked() and _HARD in box.text()
        ),
        None,
    )


def _safeguard(line: ActivityLine, row: SafeguardRow, set_safeguard: SetSafeguard) -> QWidget:
    """Return the box and the note of a line; both are kept as soon as they are left."""
    words = f"{row.kind.label}{_HARD}" if row.kind in HARD_SAFEGUARDS else row.kind.label
    box = QCheckBox(words)
    box.setAccessibleName(words)
    box.setChecked(row.done)
    note = QLineEdit(row.note)
    note.setPlaceholderText(_NOTES[row.kind])
    note.setAccessibleName(f"{row.kind.label}的备注")
    note.setMaxLength(_NOTE_LENGTH)
    box.clicked.connect(lambda checked: set_safeguard(row.kind, checked, note.text().strip()))

    def written() -> None:
        if note.text().strip() != row.note:
            set_safeguard(row.kind, box.isChecked(), note.text().strip())

    note.editingFinished.connect(written)
    holder = QWidget()
    beside = QHBoxLayout(holder)
    beside.setContentsMargins(0, 0, 0, 0)
    beside.setSpacing(tokens().s)
    box.setMinimumWidth(box.fontMetrics().horizontalAdvance(_WIDEST) + 2 * tokens().icon)
    for widget in (box, note):
        widget.setEnabled(not line.is_over)
        beside.addWidget(widget)
    return holder
