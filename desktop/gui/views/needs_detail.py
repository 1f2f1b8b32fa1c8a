"""What is known of one need."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.gui.views.needs_rows import NeedLine
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.table_view import MenuItem


def need_pane(line: NeedLine, actions: Sequence[MenuItem]) -> DetailPane:
    """Return the pane of a need, or of a community without an open one."""
    pane = DetailPane(line.title, state=line.state, kind=line.kind, caption=line.community)
    need = line.need
    if need is None:
        pane.add_facts((("责任人", line.responsible),))
        pane.add_text("没有征集中的需求时，不能为这个社区提出结对。", "muted")
    else:
        pane.add_facts(
            (
                ("责任人", line.responsible),
                ("主题", need.theme.label),
                ("报到方式", need.mode.label),
                ("需要人数", line.headcount),
                ("有效期", line.validity),
                ("中心工作", need.priorities),
                ("结对", f"{need.pairings} 个待确认或结对中" if need.pairings else "还没有"),
            )
        )
    if line.expired:
        pane.add_text("已过截止日期，不能再据此提出结对。仍有需要的，请修改截止日期。", "muted")
    pane.add_actions(actions)
    if need is not None:
        for title, words in (
            ("具体说明", need.detail),
            ("希望的专长", need.skills),
            ("社区能提供的保障", need.support),
        ):
            if words:
                pane.add_section(title)
                pane.add_text(words)
    return pane
