"""恢复单: made anew and shown for printing, or tried out from the safe."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.bundle.sheet_code import DIGITS, GROUPS, read_sheet_code
from desktop.documents.recovery_sheet import render_recovery_sheet
from desktop.gui.desk import Desk
from desktop.gui.dialogs.job_dialog import JobDialog
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.theme import tokens
from desktop.gui.widgets.text import Text
from desktop.usecases.account.check_sheet import check_sheet
from desktop.usecases.account.make_sheet import make_sheet

_WARNING = (
    "这一页就是钥匙，只在现在显示一次：请马上打印，签字盖章后锁进保险柜，不要另存、不要拍照。"
    "没有打印机的，可以照着抄写。"
)


class SheetCodeBox(QWidget):
    """A line for the digits of a sheet; says as they are typed which group is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setAccessibleName("恢复单上的数字")
        self.line.setPlaceholderText("  ".join(["0" * DIGITS] * GROUPS))
        self._note = Text("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().xs)
        name = Text("恢复单上的数字", "muted")
        name.setBuddy(self.line)
        for widget in (name, self.line, self._note):
            column.addWidget(widget)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)
        self._typed("")

    @property
    def ready(self) -> bool:
        """Whether all groups are there and right."""
        return read_sheet_code(self.line.text()).whole

    def text(self) -> str:
        """Return what was typed."""
        return self.line.text()

    def note(self) -> str:
        """Return what stands below the line."""
        return self._note.text()

    def _typed(self, text: str) -> None:
        typed = read_sheet_code(text)
        words = f"已输入 {len(typed.digits)} 位，共 {GROUPS * DIGITS} 位；空格和横线可以不打。"
        if typed.wrong:
            words = f"第 {'、'.join(map(str, typed.wrong))} 组输错了，请对照恢复单核对。"
        elif len(typed.groups) > GROUPS:
            words = f"多了几位，恢复单上共 {GROUPS * DIGITS} 位。"
        elif typed.whole:
            words = "✓ 数字输入无误"
        self._note.setText(words)
        self.line.setAccessibleDescription(words)
        wrong = bool(typed.wrong) or len(typed.groups) > GROUPS
        for widget, name, value in (
            (self._note, "role", "error" if wrong else "caption"),
            (self.line, "wrong", "true" if wrong else "false"),
        ):
            widget.setProperty(name, value)
            widget.style().unpolish(widget)
            widget.style().polish(widget)


class MakeSheetDialog(JobDialog):
    """Makes a new sheet and shows it; an earlier one is void from then on."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.jobs,
            "制作恢复单",
            "管理员都忘记口令时，凭恢复单打开这份数据。制作新的以后，以前的马上作废。"
            "请先备好打印机。",
            "制作",
            parent,
        )
        self._desk = desk
        self.own = self.add_own_passphrase()

    def save(self) -> None:
        """Make it."""
        workspace, own = self._desk.workspace, self.own.text()

        def work(_: object) -> bytes:
            return render_recovery_sheet(make_sheet(workspace, own))

        self.run(work, self._done, self.own, ("setting",))

    def _done(self, pdf: bytes) -> None:
        parent = self.parentWidget()
        self.accept()
        PaperDialog(self._desk, pdf, "青桥恢复单", note=_WARNING, secret=True, parent=parent).open()


class CheckSheetDialog(JobDialog):
    """Tries the sheet at hand; nothing changes."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.jobs,
            "核对恢复单",
            "每学期取出恢复单核对一次，免得要用时才发现不对。核对不改动口令。",
            "核对",
            parent,
        )
        self._desk = desk
        self.code = SheetCodeBox()
        self.code.line.returnPressed.connect(self.save)
        self.body.addWidget(self.code)

    def save(self) -> None:
        """Try it."""
        workspace, digits = self._desk.workspace, self.code.text()
        self.run(lambda _: check_sheet(workspace, digits), self._done, topics=("setting",))

    def _done(self, _: None) -> None:
        self.accept()
        self._desk.toast("这张恢复单有效，请放回保险柜。")
