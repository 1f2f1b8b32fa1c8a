"""新建项目 and 修改项目."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.domain.terms import ProjectKind, Theme
from desktop.gui.desk import Desk
from desktop.gui.fields import ChoiceField, DateField, Field, ParagraphField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.pairings import PairingRow
from desktop.store.queries.projects import ProjectRow
from desktop.usecases.activity.create_project import (
    ProjectFields,
    create_project,
    edit_project,
    record_project_results,
)

_KEYS = (
    "pairing_id",
    "name",
    "kind",
    "theme",
    "goal",
    "starts_on",
    "ends_on",
    "community_owner",
    "campus_owner",
)


def pairing_words(row: PairingRow) -> str:
    """Return a pairing as a line to choose."""
    return f"{row.community or '镇街'} — {row.branch or row.department}（{row.university}）"


def project_dialog(
    desk: Desk,
    pairings: Sequence[PairingRow],
    *,
    project: ProjectRow | None = None,
    parent: QWidget | None = None,
) -> FormDialog:
    """Return the form, empty or filled with `project`; `pairings` are those in force."""
    if project is None:
        only = pairings[0] if len(pairings) == 1 else None
        values: Values = {
            "pairing_id": only and only.id,
            "kind": ProjectKind.RECURRING,
            "theme": (only and only.need_theme) or Theme.VOLUNTEER,
        }
        options = [(one.id, pairing_words(one)) for one in pairings]
    else:
        values = {key: getattr(project, key) for key in _KEYS}
        side = f"{project.community or '镇街'} — {project.branch or project.department}"
        options = [(project.pairing_id, f"{side}（{project.university}）")]

    def save(filled: Values, finish: Finish) -> None:
        fields = ProjectFields(**filled)

        def work(_: object) -> Any:  # noqa: ANN401 - what either verb returns is not looked at
            if project is None:
                return create_project(desk.workspace, fields)
            return edit_project(desk.workspace, project.id, fields)

        desk.act(
            work,
            lambda _: f"已{'新建' if project is None else '修改'}项目“{fields.name}”",
            done=lambda _: finish(None),
            failed=finish,
            topics=("activity",),
        )

    form = Form(_fields(options), values)
    form.control("pairing_id").setEnabled(project is None)
    if project is None:
        _fill_in_from_need(form, pairings)
    return FormDialog(
        "新建项目" if project is None else "修改项目",
        form,
        save,
        note="项目由结对双方共同策划实施，双方都要有负责人。",
        parent=parent,
    )


def _fill_in_from_need(form: Form, pairings: Sequence[PairingRow]) -> None:
    """Take over the theme of the need a pairing serves; it can still be changed."""
    box = form.control("pairing_id")
    assert isinstance(box, QComboBox)  # noqa: S101 - what a ChoiceField makes

    def take_over(at: int) -> None:
        if at >= 0 and (theme := pairings[at].need_theme) is not None:
            form.set_values({"theme": theme})

    box.currentIndexChanged.connect(take_over)


def _fields(options: Sequence[tuple[bytes, str]]) -> Sequence[Field]:
    return (
        ChoiceField(
            "pairing_id", "结对", required=True, options=options, hint="只列出结对中的结对"
        ),
        Field("name", "项目名称", required=True, placeholder="例如：四点半课堂", max_length=60),
        ChoiceField(
            "kind", "类别", required=True, options=[(kind, kind.label) for kind in ProjectKind]
        ),
        ChoiceField(
            "theme", "主题", required=True, options=[(theme, theme.label) for theme in Theme]
        ),
        Field("community_owner", "社区方负责人", required=True, max_length=50),
        Field("campus_owner", "高校方负责人", required=True, max_length=50),
        DateField("starts_on", "开始日期"),
        DateField("ends_on", "结束日期", hint="不填表示长期开展"),
        ParagraphField("goal", "目标", placeholder="要解决什么问题、做到什么程度", max_length=500),
    )


def project_results_dialog(desk: Desk, project: ProjectRow, parent: QWidget | None) -> FormDialog:
    """Return the form for what both sides have of a project."""

    def save(filled: Values, finish: Finish) -> None:
        desk.act(
            lambda _: record_project_results(desk.workspace, project.id, filled["results"]),
            lambda _: f"已保存“{project.name}”的共享成果",
            done=lambda _: finish(None),
            failed=finish,
            topics=("activity",),
        )

    field = ParagraphField(
        "results",
        "共享成果",
        hint="社区得到了什么、学生和团支部得到了什么、留下了哪些可以继续用的东西",
        height=5,
    )
    return FormDialog(
        "共享成果",
        Form((field,), {"results": project.results}),
        save,
        note=project.name,
        parent=parent,
    )
