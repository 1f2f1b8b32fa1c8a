"""销毁证明: what was erased, how many, when and by whom; it names nobody whose data it was."""

from __future__ import annotations

from desktop.documents.blocks import Column, Table
from desktop.documents.page import chinese_date
from desktop.domain.retention import RULES
from desktop.store.audit import head
from desktop.usecases.paper.print_draft import Draft, PaperKind, common
from desktop.usecases.retention.erase import Erased
from desktop.usecases.workspace import Workspace

_COLUMNS = (
    Column("序号", 40, "centre"),
    Column("内容", 190),
    Column("保存期限起算", 230),
    Column("数量", 60, "right"),
)


def draft_destruction(workspace: Workspace, erased: Erased) -> Draft:
    """Return the certificate of what was erased."""
    with workspace.store.read() as reader:
        values = common(workspace, reader)
        last = head(reader.connection)
    rows = tuple(
        (str(number), kind.label, RULES[kind].since, f"{count} 条")
        for number, (kind, count) in enumerate(erased.counts.items(), start=1)
    )
    backups = (
        f"此前做的 {erased.backups} 份加密备份里还有这些内容，按轮换规则逐份删除，"
        f"最迟到{chinese_date(erased.backups_until)}为止；U 盘等处另存的备份请另行销毁。"
    )
    values |= {
        "销毁日期": chinese_date(erased.day),
        "经办人": erased.operator,
        "末条": f"第 {last.number} 条，校验码 {last.digest.hex()[:16]}",
        "备份说明": backups if erased.backups else "",
    }
    table = Table(_COLUMNS, rows, total=("", "合计", "", f"{erased.total} 条"))
    return Draft(
        PaperKind.DESTRUCTION,
        values,
        about=f"销毁证明：{erased.total} 条",
        file_name=f"个人信息销毁证明_{erased.day:%Y%m%d}",
        attached={"内容": table},
    )
