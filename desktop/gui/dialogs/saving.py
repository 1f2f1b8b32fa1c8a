"""Asking where a workbook is to be saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.foundation.file_names import file_name


def ask_where(parent: QWidget, name: str) -> Path | None:
    """Return the place chosen for a workbook, always with its suffix; None when cancelled.

    `name`, in any words and without suffix, is what is proposed.
    """
    chosen, _ = QFileDialog.getSaveFileName(
        parent.window(), "保存到", f"{file_name(name)}.xlsx", "Excel 工作簿 (*.xlsx)"
    )
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
