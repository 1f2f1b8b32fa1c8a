"""Rules of 证书: who gets one, what it is numbered, how it stops counting."""

from __future__ import annotations

from desktop.domain.terms import ActivityState, CertificateState, Presence
from desktop.foundation.errors import QingqiaoError


class CertificateRuleError(QingqiaoError):
    """A step that the rules of certificates do not allow."""


def check_issuable(state: ActivityState) -> None:
    """Raise `CertificateRuleError` unless an activity in this state is over."""
    if state is not ActivityState.CLOSED:
        raise CertificateRuleError(
            f"“{state.label}”的活动不能颁发证书。", "请先录完签到并结束活动。"
        )


def qualifies(presence: Presence, minutes: int) -> bool:
    """Tell whether a student has earned a certificate: came, and stayed."""
    return presence is Presence.PRESENT and minutes > 0


_SPELLING = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: serials are read out
_DEVICE_LETTERS = 5


def serial_prefix(township: int, device: bytes) -> str:
    """Return what the serials of one device begin with: two devices never give the same."""
    bits = int.from_bytes(device[:4]) >> (32 - 5 * _DEVICE_LETTERS)
    letters = [_SPELLING[bits >> 5 * place & 31] for place in reversed(range(_DEVICE_LETTERS))]
    return f"{township}-{''.join(letters)}-"


def serial(prefix: str, sequence: int) -> str:
    """Return the serial of the device's certificate number `sequence`, from 1."""
    return f"{prefix}{sequence:05}"


def check_restoring(state: CertificateState, *, holds_another: bool) -> None:
    """Raise `CertificateRuleError` unless a revoked certificate may count again."""
    if state is not CertificateState.REVOKED:
        raise CertificateRuleError("这张证书没有作废。", "请刷新列表后查看。")
    if holds_another:
        raise CertificateRuleError(
            "这名学生已经有另一张有效的证书，没有恢复。", "要恢复这一张，请先作废另一张。"
        )


def check_revocation(state: CertificateState, reason: str) -> None:
    """Raise `CertificateRuleError` unless an issued certificate is revoked for a reason."""
    if state is CertificateState.REVOKED:
        raise CertificateRuleError("这张证书已经作废。", "请刷新列表后查看。")
    if not reason.strip():
        raise CertificateRuleError("作废证书需要写明原因。", "请填写原因后重试。")
