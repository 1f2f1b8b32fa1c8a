"""A field of this program's, for a process of its own: prints what is in it."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QLineEdit

from desktop.gui.startup import make_application


def main() -> None:
    """Show the field until the process is ended."""
    app = make_application()
    field = QLineEdit()
    field.setWindowTitle("field")
    field.textChanged.connect(lambda text: print(text, flush=True))  # noqa: T201 - read by the test
    field.show()
    sys.exit(app.exec())


if __name__ == "__main__":
    main()
