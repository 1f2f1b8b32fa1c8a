"""What 上报接收 says: sizes, days, and what became of each file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.indicators import RECEIPT_DAYS
from desktop.domain.terms import HandUpState
from desktop.foundation.clock import BEIJING
from desktop.gui.theme import Kind
from desktop.gui.widgets.timeline import Step
from desktop.usecases.exchange.receipt_code import BY_PHONE
from desktop.usecases.exchange.status import SentBundle
from desktop.usecases.exchange.take_in import TakenIn
from desktop.usecases.exchange.tally import Tally

_COVER, _PER_ROW = 1800, 50
"""Bytes of an empty bundle and of a row in it, as measured; only good for “约”."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a headline, what it means, and how it went."""

    file: str
    headline: str
    detail: str
    kind: Kind


def size_words(size: int) -> str:
    """Return bytes as people read them, e.g. “7 KB”."""
    if size < 1_000_000:  # noqa: PLR2004 - a megabyte
        return f"{max(round(size / 1000), 1)} KB"
    return f"{size / 1_000_000:.1f} MB"


def estimated_size(rows: int) -> str:
    """Return about how large a hand-up of so many rows will be."""
    return size_words(_COVER + _PER_ROW * rows)


def day_words(moment: datetime | None) -> str:
    """Return the day and time in Beijing, e.g. “3 月 2 日 14:05”; "" for None."""
    if moment is None:
        return ""
    local = moment.astimezone(BEIJING)
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"


def outcome(result: TakenIn) -> Outcome:
    """Return what became of a file, in words."""
    if result.error is not None:
        detail = f"{result.error.message}{result.error.hint}"
        return Outcome(result.path.name, "没有接收", detail, "danger")
    if result.revoked:
        detail = (
            "本机数据都在，但上报不会再被接收。要继续使用，请团省委另发一份入网文件，"
            "在“设置”里选“重新入网本机”，数据会自动接上。"
        )
        return Outcome(result.path.name, "团省委已停用本机", detail, "danger")
    if result.known:
        detail = "它的内容以前已经接收过，没有变化；文件可以不管。"
        return Outcome(result.path.name, f"第 {result.number} 包以前已经收过", detail, "neutral")
    tally = result.tally or Tally()
    parts = [
        ("新增", tally.new),
        ("更新", tally.merged),
        ("未变", tally.unchanged),
        ("冲突", tally.conflicting),
        ("未收", tally.refused),
    ]
    said = ["，".join(f"{word} {count} 条" for word, count in parts if count) or "没有新的内容"]
    if result.received:
        numbers = "、".join(str(number) for number in result.received)
        said.append(f"回执：第 {numbers} 包已签收")
    if result.gap:
        said.append("省级缺少一部分，下次上报会自动补上，没有数据丢失")
    if result.renewed:
        said.append("检测到本机数据被还原或复制，已自动接续，没有数据丢失，请尽快再上报一次")
    if result.differs:
        said.append("省里的数据与本机不完全一致，建议完整上报一次")
    said += tally.reasons
    trouble = bool(
        tally.refused or tally.conflicting or result.gap or result.renewed or result.differs
    )
    headline = f"已接收第 {result.number} 包"
    kind: Kind = "warning" if trouble else "success"
    return Outcome(result.path.name, headline, "；".join(said) + "。", kind)


def summary(results: Sequence[TakenIn]) -> str:
    """Return what became of several files together; "" for a single one, which says it itself."""
    refused = sum(result.error is not None for result in results)
    known = sum(result.known for result in results)
    counts = (
        ("接收", len(results) - refused - known),
        ("以前已经收过", known),
        ("没有接收", refused),
    )
    if len(results) < len(("one", "another")):
        return ""
    said = "，".join(f"{word} {count} 个" for word, count in counts if count)
    kept = "没有接收的文件都留在原处，数据没有改动。" if refused else ""
    return f"共 {len(results)} 个文件：{said}。{kept}"


def steps(bundle: SentBundle, now: datetime) -> list[Step]:
    """Return how far a hand-up has come: 已生成 → 已送出 → 已签收."""
    made, sent, received = (state.label for state in HandUpState)
    first = Step(made, day_words(bundle.made_at), "done")
    if bundle.state is HandUpState.RECEIVED:
        if bundle.receipt == BY_PHONE:
            received += "（电话）"
        return [
            first,
            Step(sent, "", "done"),
            Step(received, day_words(bundle.received_at), "done"),
        ]
    if bundle.missing:
        gap = f"缺第 {bundle.number} 包，下次上报自动补上"
        return [first, Step(sent, "", "done"), Step(received, gap, "problem")]
    late = bundle.made_at is not None and now - bundle.made_at >= timedelta(days=RECEIPT_DAYS)
    waiting = Step(received, f"{RECEIPT_DAYS} 天没有回执", "problem") if late else Step(received)
    if bundle.state is HandUpState.SENT:
        return [
            first,
            Step(sent, "", "done"),
            waiting if late else Step(received, "等待回执", "current"),
        ]
    return [first, Step(sent, "送出后请标记", "current"), waiting]
