"""The dialogs about needs, pairings, appointments and the roster."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import PairingState, Side
from desktop.gui.dialogs.appointment_form import open_appointment, open_successor
from desktop.gui.dialogs.base_form import base_dialog
from desktop.gui.dialogs.campuses import CampusesDialog
from desktop.gui.dialogs.consent_form import consent_dialog
from desktop.gui.dialogs.drafts import open_draft
from desktop.gui.dialogs.duplicates import DuplicatesDialog
from desktop.gui.dialogs.importing import ImportDialog
from desktop.gui.dialogs.moving import open_moving
from desktop.gui.dialogs.need_form import need_dialog
from desktop.gui.dialogs.pairing_forms import contact_dialog, reason_dialog
from desktop.gui.dialogs.pairing_start import propose_to_branch, propose_to_department
from desktop.gui.dialogs.preflight import PreflightDialog
from desktop.gui.dialogs.purpose import Personal, purpose_dialog
from desktop.gui.dialogs.roster_student import open_student_form
from desktop.gui.dialogs.survey_form import survey_dialog
from desktop.usecases.paper.draft_pairing import draft_pairing
from desktop.usecases.paper.draft_survey import draft_survey
from desktop.usecases.paper.print_draft import PaperKind
from desktop.usecases.roster.check_names import NameTrouble
from desktop.usecases.roster.import_roster import ROSTER_IMPORT
from tests.dialogs.opening import Opening
from tests.dialogs.scene import Scene


def _need(at: Scene) -> QWidget:
    return need_dialog(
        at.desk, at.communities, ("一老一小", "反诈"), need=at.need, parent=at.window
    )


def _consent(*, agreed: bool) -> Opening:
    def ask(at: Scene) -> QWidget:
        pair = "泉城路街道舜井社区居民委员会 — 2025级历史学1班团支部（山东大学）"
        return consent_dialog(
            at.desk, at.pairings[0].id, Side.CAMPUS, agreed=agreed, partners=pair, parent=at.window
        )

    return Opening(ask)


def _agreement(at: Scene) -> None:
    draft = partial(draft_pairing, at.desk.workspace, at.pairings[0].id, PaperKind.AGREEMENT)
    open_draft(at.desk, draft, at.window)


def _survey_paper(at: Scene) -> None:
    draft = partial(draft_survey, at.desk.workspace, at.communities[0].id)
    open_draft(at.desk, draft, at.window)


def _roster(at: Scene) -> QWidget:
    return at.window.show_page("roster")


def _names(at: Scene) -> QWidget:
    troubles = [
        NameTrouble("王\ue5cf", "\ue5cf", "王䶮"),
        NameTrouble("欧阳\ue863兰·买买提", "\ue863", ""),
    ]
    return PreflightDialog(troubles, lambda *_: None, parent=at.window)


OF_PEOPLE: Mapping[str, Opening] = {
    "need_form.need_dialog": Opening(_need),
    "base_form.base_dialog": Opening(
        lambda at: base_dialog(at.desk, at.community_names, at.base, at.window)
    ),
    "survey_form.survey_dialog": Opening(
        lambda at: survey_dialog(at.desk, at.communities, at.survey, parent=at.window)
    ),
    "importing.ImportDialog": Opening(lambda at: ImportDialog(at.desk, ROSTER_IMPORT, at.window)),
    "pairing_proposal.ProposalDialog": Opening(
        lambda at: propose_to_department(at.desk, at.window)
    ),
    "pairing_start._branch_dialog": Opening(lambda at: propose_to_branch(at.desk, at.window)),
    "consent_form.consent_dialog": _consent(agreed=True),
    "consent_form.consent_dialog declined": _consent(agreed=False),
    "pairing_forms.reason_dialog": Opening(
        lambda at: reason_dialog(at.desk, at.pairings[0].id, PairingState.ENDED, at.window)
    ),
    "pairing_forms.contact_dialog": Opening(
        lambda at: contact_dialog(at.desk, at.pairings[0], at.window)
    ),
    "drafts.draft_dialog": Opening(_agreement),
    "paper.PaperDialog": Opening(_survey_paper, "预览"),
    "purpose.purpose_dialog": Opening(
        lambda at: purpose_dialog(Personal("签到表", 1234), None, lambda _: None, at.window)
    ),
    "appointment_form.open_appointment": Opening(
        lambda at: open_appointment(at.desk, at.window, at.appointment)
    ),
    "appointment_form.open_successor": Opening(
        lambda at: open_successor(at.desk, at.appointment, at.window)
    ),
    "roster_student.student_dialog": Opening(
        lambda at: open_student_form(at.desk, at.window, at.student)
    ),
    "duplicates.DuplicatesDialog": Opening(lambda at: DuplicatesDialog(at.desk, at.window)),
    "moving.MovingDialog": Opening(lambda at: open_moving(at.desk, at.window)),
    "preflight.PreflightDialog": Opening(_names),
    "listings.listing_dialog": Opening(_roster, "打印列表"),
    "campuses.CampusesDialog": Opening(lambda at: CampusesDialog(at.desk, at.window)),
}
