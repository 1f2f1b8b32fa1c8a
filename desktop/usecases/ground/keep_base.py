"""登记阵地, 修改 and 删除."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from desktop.domain.terms import BaseKind
from desktop.foundation.errors import QingqiaoError
from desktop.store.tables import Base
from desktop.usecases.keep_row import keep_row
from desktop.usecases.workspace import Workspace


class BaseRuleError(QingqiaoError):
    """A base that cannot be kept so."""


@dataclass(frozen=True)
class BaseFields:
    """A base as filled in; `capacity` 0: not said; `communities` as in the table."""

    name: str
    kind: BaseKind
    communities: str = ""
    address: str = ""
    capacity: int = 0
    contact: str = ""
    phone: str = ""
    note: str = ""


@dataclass(frozen=True)
class BaseKept:
    """The base that was written."""

    base_id: bytes


def keep_base(workspace: Workspace, fields: BaseFields, base_id: bytes | None = None) -> BaseKept:
    """Add a base, or replace one; raises `BaseRuleError`, `MissingRowError`."""
    if not fields.name.strip():
        raise BaseRuleError("阵地还没有名称。", "请填写名称。")
    if fields.capacity < 0:
        raise BaseRuleError("容纳人数不能是负数。", "请填写 0 或更大的数，0 表示没有说。")
    with workspace.store.write() as writer:
        if any(one.id != base_id for one in writer.find(Base, name=fields.name.strip())):
            raise BaseRuleError(f"已经有一处阵地叫“{fields.name}”。", "请打开原来的那一处修改。")
        return BaseKept(keep_row(writer, Base, asdict(fields), base_id))


def delete_base(workspace: Workspace, base_id: bytes) -> BaseKept:
    """Delete a base; raises `MissingRowError`."""
    with workspace.store.write() as writer:
        writer.delete(writer.get(Base, base_id))
        return BaseKept(base_id)
