"""Rules of 结对: consent by both sides, nearness with a reason."""

from __future__ import annotations

from collections.abc import Collection
from math import asin, cos, radians, sin, sqrt

from desktop.domain.terms import PairingState, Side
from desktop.foundation.errors import QingqiaoError

LONG_DISTANCE_KM = 15.0
"""就近就便: above this a pairing asks for a reason, unless the province settles another."""

EARTH_RADIUS_KM = 6371.0

_MOVES: dict[PairingState, frozenset[PairingState]] = {
    PairingState.PROPOSED: frozenset({PairingState.ACTIVE, PairingState.DECLINED}),
    PairingState.ACTIVE: frozenset({PairingState.SUSPENDED, PairingState.ENDED}),
    PairingState.SUSPENDED: frozenset({PairingState.ACTIVE, PairingState.ENDED}),
    PairingState.ENDED: frozenset(),
    PairingState.DECLINED: frozenset(),
}


class PairingRuleError(QingqiaoError):
    """A step that the rules of 结对 do not allow."""


def check_move(now: PairingState, then: PairingState, agreed: Collection[Side], why: str) -> None:
    """Raise `PairingRuleError` unless a pairing may go from `now` to `then`.

    Going active takes the consent of both sides; declining, suspending and ending take a reason.
    """
    if then not in _MOVES[now]:
        raise PairingRuleError(
            f"“{now.label}”的结对不能改为“{then.label}”。", "请刷新后查看这个结对的当前状态。"
        )
    if then is PairingState.ACTIVE:
        missing = [side.label for side in Side if side not in agreed]
        if missing:
            raise PairingRuleError(
                f"还缺{'、'.join(missing)}的确认，不能生效。", "请先登记双方确认的人、日期和方式。"
            )
    elif not why.strip():
        raise PairingRuleError(f"改为“{then.label}”需要写明原因。", "请填写原因后重试。")


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance in km between two (latitude, longitude) in degrees."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, place)) for place in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def check_nearness(distance: float | None, reason: str, long_km: float = LONG_DISTANCE_KM) -> None:
    """Raise `PairingRuleError` for a distance beyond `long_km` without a reason."""
    if distance is not None and distance > long_km and not reason.strip():
        raise PairingRuleError(
            f"距离 {distance:.1f} 公里，超过就近就便的 {long_km:g} 公里。",
            "请写明选择较远高校的理由，或改选附近的团支部。",
        )
