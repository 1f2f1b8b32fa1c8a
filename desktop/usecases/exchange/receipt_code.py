"""A receipt read out by phone tells the clerk that a file arrived; the engine does not heed it."""

from __future__ import annotations

from desktop.bundle.code import normalise_code, receipt_code
from desktop.domain.terms import HandUpState
from desktop.foundation.errors import QingqiaoError
from desktop.store.tables import HandUp
from desktop.usecases.workspace import Workspace

BY_PHONE = "电话回执"
"""Stands as a bundle's receipt until the signed one comes."""


class WrongReceiptCodeError(QingqiaoError):
    """The code fits no bundle made here."""


def confirm_by_code(workspace: Workspace, code: str) -> int:
    """Mark the bundle that a receipt code stands for as received, and return its number.

    The mark of what the province has stays where it is: only a signed receipt may move it, so
    the next hand-up carries the same rows again. Raises `WrongReceiptCodeError`.
    """
    typed = normalise_code(code)
    with workspace.store.write() as writer:
        for bundle in writer.local(HandUp):
            if receipt_code(bundle.number, bundle.sha256 or b"") != typed:
                continue
            if bundle.state is not HandUpState.RECEIVED:
                bundle.state = HandUpState.RECEIVED
                bundle.received_at = workspace.now()
                bundle.receipt = BY_PHONE
            return bundle.number
    raise WrongReceiptCodeError(
        "回执码与本机生成的上报包都对不上，状态没有改动。",
        "回执码共 8 位字母和数字，请与团省委逐位核对；字母 O 与数字 0、I 与 1 不必区分。",
    )
