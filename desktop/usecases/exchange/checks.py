"""What is looked over before a hand-up: nothing of it holds the hand-up back."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store.queries.dashboard import unclosed, unentered
from desktop.store.store import Reader
from desktop.store.tables import TownshipProfile
from desktop.usecases.exchange.conflicts import count_conflicts
from desktop.usecases.exchange.refusals import wanting
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Check:
    """Something looked at: `name` of it, and `finding` in words, "" when all is well.

    `page` and `ids` are where it is mended, "" for 上报接收 itself.
    """

    name: str
    finding: str = ""
    page: str = ""
    ids: tuple[bytes, ...] = ()


def hand_up_checks(workspace: Workspace) -> list[Check]:
    """Return every check with its finding."""
    now = workspace.now()
    with workspace.store.read() as reader:
        open_sheets, running = tuple(unentered(reader, now)), tuple(unclosed(reader, now))
        conflicts, refused = count_conflicts(reader), wanting(reader)
        return [
            Check("镇街资料", _profile(reader), "settings"),
            Check(
                "签到录入",
                _said(open_sheets, "个活动的签到表没有录入完"),
                "activities",
                open_sheets,
            ),
            Check(
                "活动状态",
                _said(running, "个活动已过时间，没有标为结束"),
                "activities",
                running,
            ),
            Check("修改一致", f"{conflicts} 处修改待选定" if conflicts else ""),
            Check("记录合规", f"{refused} 条记录团省委没有收，待修改" if refused else ""),
        ]


def _profile(reader: Reader) -> str:
    replica = reader.replica
    (profile, *_) = [*reader.find(TownshipProfile, township=replica.township), TownshipProfile()]
    lacking = [
        word for word, value in (("联系人", profile.contact), ("电话", profile.phone)) if not value
    ]
    return f"镇街资料还没有填写{'和'.join(lacking)}" if lacking else ""


def _said(ids: tuple[bytes, ...], words: str) -> str:
    return f"{len(ids)} {words}" if ids else ""
