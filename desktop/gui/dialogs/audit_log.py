"""审计日志 in a window of its own: looked through, verified, exported; nothing here edits it."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.labels import RECORDS
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.dialogs.audit_rows import COLUMNS, PAGES, fetch, filters, only, records
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.theme import tokens
from desktop.gui.widgets.banner import Banner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.list_detail import ListDetailPage
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.store.queries.audit import AuditRow, actors
from desktop.usecases.audit.entry_words import about_words, act_words, fault_words, when_words
from desktop.usecases.audit.export_log import LogExported, export_log
from desktop.usecases.audit.verify_log import LogVerified, verify_log

_SHOWN = 3


def open_audit_log(desk: Desk, parent: QWidget | None) -> None:
    """Show the log, once it is known who has written in it."""

    def load(_: object) -> list[str]:
        with desk.workspace.store.read() as reader:
            return actors(reader)

    desk.jobs.run(load, done=lambda found: AuditLogDialog(desk, found, parent).open(), owner=parent)


class AuditLogDialog(WideDialog):
    """Lists the entries, the newest first."""

    def __init__(self, desk: Desk, found: list[str], parent: QWidget | None = None) -> None:
        super().__init__(QSize(82, 50) * tokens().body, parent)
        self._desk = desk
        self.setWindowTitle("审计日志")
        header = PageHeader("审计日志", "谁在什么时候对哪条记录做了什么；只能查看，不能修改")
        self.verify_button = Button("校验", icon_name="circle-check", on_click=self._verify)
        self.export_button = Button("导出…", icon_name="file-export", on_click=self._ask_export)
        self.sound = Banner("info", "circle-check")
        self.error = ErrorPanel()
        self.page = ListDetailPage(
            header,
            RowsModel(COLUMNS, partial(fetch, desk.workspace), by_jobs(desk.jobs)),
            name="audit",
            memory=desk.memory,
            empty=EmptyState(
                "history", "还没有记录", "从现在起，每一次修改、打印和导出都会记在这里。"
            ),
            detail=self._detail,
            filters=filters(found),
            search="搜索经办人、用途、说明",
            jobs=desk.jobs,
            topics=TOPICS,
        )
        self.body.setContentsMargins(0, 0, 0, 0)  # the page has its own
        self.body.addWidget(self.page, 1)
        for notice in (self.sound, self.error):
            self.page.add_notice(notice)
        for button in (self.verify_button, self.export_button):
            self.footer.addWidget(button)
        self.footer.addStretch(1)
        self.footer.addWidget(Button("关闭", on_click=self.accept))
        self.page.search.setFocus()

    def export(self, path: Path) -> None:
        """Write the entries that are listed to `path`."""
        workspace, query = self._desk.workspace, self.page.model.query
        self._desk.jobs.run(
            lambda progress: export_log(
                workspace, path, progress, text=query.text, only=only(workspace, query)
            ),
            done=self._exported,
            failed=self.error.show_error,
            title="正在导出审计日志",
            topics=("setting",),
            owner=self,
        )

    def _exported(self, made: LogExported) -> None:
        self._desk.toast(f"已导出 {made.rows:,} 条到“{made.path.name}”")

    def _ask_export(self) -> None:
        name = f"审计日志{self._desk.workspace.today():%Y%m%d}.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "导出审计日志", os.fspath(Path.home() / name), "Excel 工作簿 (*.xlsx)"
        )
        if chosen:
            path = Path(chosen)
            self.export(path if path.suffix else path.with_suffix(".xlsx"))

    def _verify(self) -> None:
        workspace = self._desk.workspace
        self.error.show_error(None)
        self._desk.jobs.run(
            lambda progress: verify_log(workspace, progress=progress),
            done=self._verified,
            failed=self.error.show_error,
            title="正在校验审计日志",
            owner=self,
        )

    def _verified(self, found: LogVerified) -> None:
        if found.sound:
            self.sound.say(
                f"日志完整：{found.entries:,} 条，与 {found.witnesses} 份备份里记下的一致。"
                f"末条 {found.head.number}，校验码 {found.head.digest.hex()[:16]}。"
            )
            return
        self.sound.say("")
        self.error.show_error(
            QingqiaoError(
                "日志不完整：" + "；".join(_wrong(found)) + "。",
                "数据本身没有被这次校验改动。请保留现在的数据和备份，联系上级和维护人员查明。",
            )
        )

    def _detail(self, row: AuditRow) -> QWidget:
        pane = DetailPane(act_words(row.act), caption=f"第 {row.id} 条　{when_words(row)}")
        pane.add_facts(
            (
                ("经办人", row.actor),
                ("内容", about_words(row)),
                ("用途", row.purpose),
                ("涉及人数", f"{row.people:,} 人" if row.people else ""),
            )
        )
        pane.add_buttons(
            *(
                Button(f"打开{RECORDS[table]}", on_click=partial(self._open, PAGES[table], ids))
                for table, ids in records(row)
            )
        )
        return pane

    def _open(self, page: str, ids: tuple[bytes, ...]) -> None:
        self.accept()
        self._desk.open_page(page, ids)


def _wrong(found: LogVerified) -> list[str]:
    """Return what is wrong, the first few of it."""
    words = [fault_words(fault) for fault in found.faults]
    words += [
        f"备份里记下过的第 {head.number} 条不见了或不同，末尾被截断或重写" for head in found.cut
    ]
    more = [f"等 {len(words)} 处"] if len(words) > _SHOWN else []
    return [*words[:_SHOWN], *more]
