"""The dialogs about this PC: accounts, recovery, backups, exchange, and what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QRadioButton, QWidget

from desktop.bundle.keyring import KeyFile, Keyring, Opened
from desktop.domain.account import Account, Role
from desktop.domain.retention import DataKind
from desktop.foundation.errors import QingqiaoError
from desktop.gui.dialogs.accounts import (
    AddAccountDialog,
    ChangeAccountDialog,
    RemoveAccountDialog,
    ResetAccountDialog,
)
from desktop.gui.dialogs.assistant import AssistantWindow
from desktop.gui.dialogs.audit_log import open_audit_log
from desktop.gui.dialogs.bring_back import BringBackDialog
from desktop.gui.dialogs.enrolment_notice import EnrolmentNotice
from desktop.gui.dialogs.forgotten import ForgottenDialog, RenewDialog
from desktop.gui.dialogs.handover import HandoverDialog
from desktop.gui.dialogs.receipt_code import ReceiptCodeDialog
from desktop.gui.dialogs.recover import RecoverDialog
from desktop.gui.dialogs.recovery_sheet import CheckSheetDialog, MakeSheetDialog
from desktop.gui.dialogs.refused_rows import RefusedRowsDialog
from desktop.gui.dialogs.restore import RestoreDialog
from desktop.gui.dialogs.retention import RetentionDialog, confirm_dialog
from desktop.gui.dialogs.self_test import SelfTestDialog
from desktop.gui.dialogs.settings_passphrase import PassphraseDialog
from desktop.gui.dialogs.settings_rejoin import RejoinDialog
from desktop.gui.dialogs.unlock import UnlockWindow
from desktop.gui.widgets.notices import CrashDialog, ErrorDialog
from desktop.store.queries.retention import DueRow
from desktop.usecases.account.recover import Recovered
from desktop.usecases.retention.list_due import Due
from desktop.usecases.tries import Tries
from tests.dialogs.opening import Opening
from tests.dialogs.scene import Scene

_COLLEAGUE = Account(2, "欧阳若兰", Role.CLERK)
_ERROR = QingqiaoError(
    "U 盘在写到一半时拔出了，文件没有写成；本机的数据没有受影响。",
    "请插好 U 盘再点一次“存到 U 盘”。反复出现的，换一个 U 盘，或先存到文件夹。",
)
_REPORT = "\n".join(["青桥 0.1.0", "ValueError", *(f"  gui/a{at}.py:3 run" for at in range(30))])


def _forgotten(at: Scene) -> QWidget:
    folder = at.desk.workspace.folder
    return ForgottenDialog(at.desk.jobs, folder.root, Tries(folder.keyring), parent=at.window)


def _renew(at: Scene) -> QWidget:
    workspace = at.desk.workspace
    staff = (Account(1, "周敏", Role.ADMINISTRATOR), Account(3, "欧阳若兰", Role.ADMINISTRATOR))
    keyring = Keyring(bytes(32), workspace.identity, accounts=staff)
    recovered = Recovered(
        workspace.folder,
        KeyFile.new(keyring, "不会用到的一句话", slot="1"),
        Opened(keyring, b"", "1"),
    )
    return RenewDialog(at.desk.jobs, recovered, parent=at.window)


def _by_province(dialog: QWidget) -> None:
    dialog.findChildren(QRadioButton)[1].click()


def _confirm(at: Scene) -> QWidget:
    since = at.desk.workspace.today() - timedelta(days=2000)
    kind = next(iter(DataKind))
    due = Due(kind, 36, tuple(DueRow(kind, "student", b"", "张三", since) for _ in range(12)))
    return confirm_dialog([due], lambda _: None, at.window)


def _recover(at: Scene) -> QWidget:
    return RecoverDialog(at.desk.jobs, at.desk.workspace.folder.root, "", parent=at.window)


def _unlock(at: Scene) -> QWidget:
    return UnlockWindow(at.desk.jobs, lambda *_: None, where=str(at.desk.workspace.folder.root))


OF_ACCOUNTS: Mapping[str, Opening] = {
    "unlock.UnlockWindow": Opening(_unlock),
    "assistant.AssistantWindow": Opening(
        lambda at: AssistantWindow(at.desk.jobs, at.desk.workspace.folder.root / "new")
    ),
    "assistant.AssistantWindow file": Opening(
        lambda at: AssistantWindow(at.desk.jobs, at.desk.workspace.folder.root / "new"), "下一步"
    ),
    "forgotten.ForgottenDialog": Opening(_forgotten),
    "forgotten.ForgottenDialog province": Opening(_forgotten, _by_province),
    "forgotten.RenewDialog": Opening(_renew),
    "recover.RecoverDialog": Opening(_recover),
    "bring_back.BringBackDialog": Opening(
        lambda at: BringBackDialog(
            at.desk.jobs, at.desk.workspace.folder.root / "new", parent=at.window
        )
    ),
    "accounts.AddAccountDialog": Opening(lambda at: AddAccountDialog(at.desk, at.window)),
    "accounts.ChangeAccountDialog": Opening(
        lambda at: ChangeAccountDialog(at.desk, _COLLEAGUE, at.window)
    ),
    "accounts.ResetAccountDialog": Opening(
        lambda at: ResetAccountDialog(at.desk, _COLLEAGUE, at.window)
    ),
    "accounts.RemoveAccountDialog": Opening(
        lambda at: RemoveAccountDialog(at.desk, _COLLEAGUE, at.window)
    ),
    "recovery_sheet.MakeSheetDialog": Opening(lambda at: MakeSheetDialog(at.desk, at.window)),
    "recovery_sheet.CheckSheetDialog": Opening(lambda at: CheckSheetDialog(at.desk, at.window)),
    "settings_passphrase.PassphraseDialog": Opening(
        lambda at: PassphraseDialog(at.desk, at.window)
    ),
    "settings_rejoin.RejoinDialog": Opening(lambda at: RejoinDialog(at.desk, parent=at.window)),
    "enrolment_notice.EnrolmentNotice": Opening(
        lambda at: EnrolmentNotice(at.desk, Path("解放路街道 入网.qqe"), at.window)
    ),
    "restore.RestoreDialog": Opening(lambda at: RestoreDialog(at.desk, parent=at.window)),
    "retention.RetentionDialog": Opening(lambda at: RetentionDialog(at.desk, at.window)),
    "retention.terms": Opening(lambda at: RetentionDialog(at.desk, at.window), "修改期限…"),
    "retention.confirm_dialog": Opening(_confirm),
    "handover.HandoverDialog": Opening(lambda at: HandoverDialog(at.desk, parent=at.window)),
    "audit_log.AuditLogDialog": Opening(lambda at: open_audit_log(at.desk, at.window)),
    "self_test.SelfTestDialog": Opening(lambda at: SelfTestDialog(at.desk, at.window)),
    "refused_rows.RefusedRowsDialog": Opening(lambda at: RefusedRowsDialog(at.desk, at.window)),
    "receipt_code.ReceiptCodeDialog": Opening(lambda at: ReceiptCodeDialog(at.desk, at.window)),
    "notices.ErrorDialog": Opening(lambda at: ErrorDialog(_ERROR, at.window)),
    "notices.CrashDialog": Opening(lambda at: CrashDialog(_REPORT, at.window)),
}
