"""What is wrong with an installation."""

from __future__ import annotations

from desktop.foundation.errors import QingqiaoError


class FaultError(QingqiaoError):
    """A part of the installation, or of the PC, does not do what it should."""
