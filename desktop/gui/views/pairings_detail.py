"""What is known of one pairing: its course, who consented how, distance, contact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import ConsentMeans, PairingLevel, PairingState, Side
from desktop.gui.dialogs.pairing_partners import distance
from desktop.gui.theme import Kind
from desktop.gui.views.pairings_rows import PairingLine
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries.pairings import ConsentRow

Consent = Callable[[PairingLine, Side, bool], object]
"""Ask for one side's word: agreed or not."""

_REASONS = {
    PairingState.SUSPENDED: "中止原因",
    PairingState.ENDED: "结束原因",
    PairingState.DECLINED: "未同意的原因",
}


def pairing_pane(
    line: PairingLine,
    actions: Sequence[MenuItem],
    consent: Consent,
    papers: Callable[[bytes], QWidget],
) -> DetailPane:
    """Return the pane of a pairing; `actions` are its menu, `consent` opens the form of a side.

    `papers` makes the part that keeps the signed paper of a consent.
    """
    row = line.row
    pane = DetailPane(
        f"{line.community} — {line.campus}",
        state=line.row.state_words,
        kind=line.kind,
        caption=" · ".join(
            part
            for part in (
                row.university,
                row.department if row.level is PairingLevel.COMMUNITY else "",
                row.level.label,
            )
            if part
        ),
    )
    if row.state is PairingState.PROPOSED:
        _next_step(pane, line)
    if row.state is PairingState.ACTIVE and line.leaves:
        pane.add_text(f"{line.leaves}，请找接续的团支部，做到服务不断档。", "strong")
    pane.add_actions(actions)
    for side in Side:
        _side(pane, line, side, consent, papers)
    pane.add_section("情况")
    pane.add_facts(
        (
            ("依据需求", row.need),
            ("距离", distance(row.distance_km)),
            ("选远理由", row.distance_reason),
            ("联络人", " ".join(part for part in (row.campus_contact, row.campus_phone) if part)),
            ("活动", f"{row.activities} 次" if row.activities else ""),
        )
    )
    pane.add_section("经过")
    pane.add_facts(_course(line))
    return pane


def _next_step(pane: DetailPane, line: PairingLine) -> None:
    if line.row.ready:
        pane.add_text("双方都已同意，请按“生效”。", "strong")
    else:
        missing = "、".join(side.label for side in line.missing)
        pane.add_text(f"还缺{missing}的确认，登记后才能生效。", "muted")


def _side(
    pane: DetailPane,
    line: PairingLine,
    side: Side,
    consent: Consent,
    papers: Callable[[bytes], QWidget],
) -> None:
    all_said = [one for one in line.consents if one.side is side]
    said = all_said[-1] if all_said else None
    word, kind = _word(said)
    pane.add_section(side.label, state=word, kind=kind)
    for one in all_said:
        verb = "" if one.agreed is all_said[-1].agreed else "同意" if one.agreed else "不同意"
        facts = (verb, one.person, str(one.given_on or ""), one.means.label, one.document)
        pane.add_text("，".join(fact for fact in facts if fact))
        if one.note:
            pane.add_text(one.note, "muted")
        if one.means is not ConsentMeans.PROVINCE:
            pane.add_widget(papers(one.id))
    if line.row.state is PairingState.PROPOSED and (said is None or not said.agreed):
        agree = Button("同意…", icon_name="check", on_click=partial(consent, line, side, True))
        decline = Button("不同意…", icon_name="x", on_click=partial(consent, line, side, False))
        agree.setAccessibleName(f"登记{side.label}同意")
        decline.setAccessibleName(f"登记{side.label}不同意")
        pane.add_buttons(agree, decline)


def _word(said: ConsentRow | None) -> tuple[str, Kind]:
    if said is None:
        return "没有登记", "neutral"
    return ("已同意", "success") if said.agreed else ("不同意", "danger")


def _course(line: PairingLine) -> list[tuple[str, str]]:
    row = line.row
    return [
        ("提出", str(row.proposed_on or "")),
        ("生效", str(row.active_from or "")),
        ("结束", str(row.active_until or "")),
        (_REASONS.get(row.state, ""), row.reason if row.state in _REASONS else ""),
    ]
