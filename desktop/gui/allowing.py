"""Controls that not every account may use: they stay visible, and say why."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.domain.account import Account, Deed


def allow(control: QWidget, account: Account, deed: Deed) -> None:
    """Enable a control for who may do this, and tell the others why they may not."""
    said = account.why_not(deed)
    control.setEnabled(not said)
    if said:
        control.setToolTip(said)
        control.setAccessibleDescription(said)
