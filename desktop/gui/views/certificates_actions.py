"""What can be done with certificates that were issued: print, replace, revoke."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.terms import CertificateState
from desktop.gui.desk import Desk
from desktop.gui.dialogs.preflight import preflight
from desktop.gui.dialogs.printing_certificates import show_certificates
from desktop.gui.dialogs.purpose import Personal, export_with_purpose
from desktop.gui.fields import ChoiceField, ParagraphField, TextField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.list_detail import ListDetailPage
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries.certificates import CertificateRow, count
from desktop.usecases.certificate.export_register import RegisterExported, export_register
from desktop.usecases.certificate.reissue_certificate import (
    CertificateReissued,
    reissue_certificate,
)
from desktop.usecases.certificate.render_certificates import valid_certificates
from desktop.usecases.certificate.revoke_certificate import (
    restore_certificate,
    revoke_certificate,
)
from desktop.usecases.certificate.templates import Template, list_templates

_CHANGED = ("certificate", "activity")
_FOLDER = "certificate/folder"
_MOST = 10_000
"""Certificates in one document; more are printed in parts, by filtering."""
_REASONS = ("遗失补发", "损坏补发", "姓名有误", "时长有误", "其他")


class CertificateActions:
    """The verbs of the rows' menu, for the page `view`."""

    def __init__(self, desk: Desk, view: QWidget) -> None:
        self._desk, self._view = desk, view

    def menu(self, row: CertificateRow) -> Sequence[MenuItem]:
        """Return what can be done with a certificate."""
        valid = row.state is CertificateState.ISSUED
        why = "" if valid else "这张证书已作废"
        return (
            MenuItem("预览打印…", partial(self.print_one, row), "printer", valid, why),
            MenuItem("全部打印…", partial(self._print_all, row), "certificate"),
            MenuItem("补发换发…", partial(self._reissue, row), "refresh", valid, why),
            MenuItem("作废…", partial(self._revoke, row), "ban", valid, why),
        )

    def print_one(self, row: CertificateRow) -> None:
        """Show one certificate to be printed, if it still counts."""
        if row.state is CertificateState.ISSUED:
            show_certificates(self._desk, [row.id], f"证书_{row.serial}", self._view.window())

    def print_listed(self, page: ListDetailPage[CertificateRow]) -> None:
        """Show all certificates that the list shows now and that still count."""

        def load(_: object) -> tuple[bytes, ...]:
            rows = page.model.all_rows(_MOST)
            return tuple(row.id for row in rows if row.state is CertificateState.ISSUED)

        def show(ids: tuple[bytes, ...]) -> None:
            if ids:
                show_certificates(self._desk, ids, f"证书_{len(ids)}张", self._view.window())
            else:
                self._desk.toast("列表里没有有效的证书")

        self._desk.jobs.run(load, done=show, owner=self._view)

    def _print_all(self, row: CertificateRow) -> None:
        workspace, activity_id = self._desk.workspace, row.activity_id

        def show(ids: tuple[bytes, ...]) -> None:
            name = f"证书_{row.activity_number}"
            show_certificates(self._desk, ids, name, self._view.window())

        self._desk.jobs.run(
            lambda _: valid_certificates(workspace, activity_id), done=show, owner=self._view
        )

    def _revoke(self, row: CertificateRow) -> None:
        desk = self._desk

        def undo() -> None:
            desk.jobs.run(lambda _: restore_certificate(desk.workspace, row.id), topics=_CHANGED)

        def save(filled: Values, finish: Finish) -> None:
            def done(_: object) -> None:
                finish(None)
                desk.toast(f"已作废 {row.serial}", undo)

            desk.jobs.run(
                lambda _: revoke_certificate(desk.workspace, row.id, str(filled["reason"])),
                done=done,
                failed=finish,
                topics=_CHANGED,
            )

        fields = (ParagraphField("reason", "原因", required=True, max_length=200),)
        FormDialog(
            "作废证书",
            Form(fields),
            save,
            note=f"{row.serial} {row.name}：作废后不再有效，编号不会再用；可以重新颁发。"
            "上报并接收下发后，各地都能查到它已作废。",
            save="作废",
            parent=self._view.window(),
        ).open()

    def _reissue(self, row: CertificateRow) -> None:
        """Open the form, once the name as it is in the roster now has been looked at."""
        desk, window = self._desk, self._view.window()

        def open_form() -> None:
            desk.jobs.run(
                lambda _: list_templates(desk.workspace),
                done=lambda templates: self._ask_reason(row, templates),
                owner=self._view,
            )

        preflight(desk, lambda: [row.student_id], open_form, window)

    def _ask_reason(self, row: CertificateRow, templates: list[Template]) -> None:
        desk = self._desk
        known = {one.template_id: one.design for one in templates}
        like = [one for one in templates if one.design.heading == row.heading] or templates

        def save(filled: Values, finish: Finish) -> None:
            reason = "：".join(word for word in (filled["reason"], filled["detail"]) if word)

            def done(made: CertificateReissued) -> None:
                finish(None)
                desk.toast(f"已换发 {made.serial}，{made.replaced} 已作废")
                name = f"证书_{made.serial}"
                show_certificates(desk, [made.certificate_id], name, self._view.window())

            desk.jobs.run(
                lambda _: reissue_certificate(
                    desk.workspace, row.id, reason, known[filled["template"]]
                ),
                done=done,
                failed=finish,
                topics=_CHANGED,
            )

        fields = (
            ChoiceField(
                "reason", "原因", required=True, options=[(word, word) for word in _REASONS]
            ),
            TextField("detail", "说明", max_length=180),
            ChoiceField(
                "template",
                "模板",
                required=True,
                options=[(one.template_id, one.name) for one in templates],
            ),
        )
        FormDialog(
            "补发换发证书",
            Form(fields, {"template": like[0].template_id}),
            save,
            note=f"{row.serial} {row.name}：按名册和签到里现在的姓名、时长另发一张新编号的证书，"
            "原来的一张同时作废。只是纸张打坏了，请直接再打印一次。",
            save="补发换发",
            parent=self._view.window(),
        ).open()

    def export_register(self) -> None:
        """Ask where to, and write the register as a workbook."""
        start = Path(self._desk.memory.get(_FOLDER) or Path.home()) / "证书登记表.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(
            self._view.window(), "导出登记表", os.fspath(start), "Excel 工作簿 (*.xlsx)"
        )
        if chosen:
            path = Path(chosen)
            path = path if path.suffix else path.with_suffix(".xlsx")
            self._desk.jobs.run(self._count, done=partial(self._export, path), owner=self._view)

    def _count(self, _: object) -> int:
        with self._desk.workspace.store.read() as reader:
            return count(reader)

    def _export(self, path: Path, people: int) -> None:
        export_with_purpose(
            self._desk,
            Personal("证书登记表", people),
            lambda: self.write_register(path),
            self._view.window(),
        )

    def write_register(self, path: Path) -> None:
        """Write the register to `path`."""
        desk = self._desk
        desk.memory[_FOLDER] = os.fspath(path.parent)

        def done(made: RegisterExported) -> None:
            desk.toast(f"已导出 {made.rows} 张证书到“{made.path.name}”")

        desk.jobs.run(
            lambda progress: export_register(desk.workspace, path, progress),
            done=done,
            title="正在导出登记表",
        )
