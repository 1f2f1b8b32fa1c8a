"""录入调研摸排表: what a community told, and its needs along with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from desktop.foundation.errors import QingqiaoError
from desktop.store.tables import Community, Need, Survey
from desktop.usecases.keep_row import keep_row
from desktop.usecases.pairing.need_fields import NeedFields
from desktop.usecases.workspace import Workspace


class SurveyRuleError(QingqiaoError):
    """A survey that cannot be kept so."""


@dataclass(frozen=True)
class SurveyFields:
    """A survey as filled in: who asked whom when, and what was told."""

    community_id: bytes
    surveyed_on: date
    surveyor: str = ""
    told_by: str = ""
    scenes: str = ""
    resources: str = ""
    intents: str = ""


@dataclass(frozen=True)
class SurveyRecorded:
    """The survey, and the needs that it brought."""

    survey_id: bytes
    need_ids: tuple[bytes, ...]


def record_survey(
    workspace: Workspace,
    fields: SurveyFields,
    needs: Sequence[NeedFields] = (),
    survey_id: bytes | None = None,
) -> SurveyRecorded:
    """Record a survey and its needs in one go, or replace the survey `survey_id`.

    Raises `SurveyRuleError` for a day to come or a survey that says nothing, `NeedRuleError`,
    `MissingRowError`; then nothing is written.
    """
    if fields.surveyed_on > workspace.today():
        raise SurveyRuleError("摸排日期在今天之后。", "请填写实际摸排的日期。")
    told = (fields.scenes, fields.resources, fields.intents)
    if not needs and not any(one.strip() for one in told):
        raise SurveyRuleError(
            "摸排表还是空的，没有保存。", "请至少填写需求、场景、资源、意愿中的一项。"
        )
    for need in needs:
        need.check()
    with workspace.store.write() as writer:
        writer.get(Community, fields.community_id)
        kept = keep_row(writer, Survey, asdict(fields), survey_id)
        made = tuple(writer.add(Need(**asdict(need))).id for need in needs)
        return SurveyRecorded(kept, made)


def delete_survey(workspace: Workspace, survey_id: bytes) -> None:
    """Delete a survey; its needs stay. Raises `MissingRowError`."""
    with workspace.store.write() as writer:
        writer.delete(writer.get(Survey, survey_id))
