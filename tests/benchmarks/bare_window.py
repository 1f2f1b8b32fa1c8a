"""The least window there is, frozen as the program is: what a start costs anyone with PySide6."""

import sys

from PySide6.QtWidgets import QApplication, QLabel

app = QApplication(sys.argv)
label = QLabel("青桥")
label.resize(480, 320)
label.show()
sys.exit(app.exec())
