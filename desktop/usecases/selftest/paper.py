"""Paper and workbooks on trial: rare names and a QR code are printed and read back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desktop.documents.certificate import Certificate, render_certificates
from desktop.documents.fonts import undrawable
from desktop.documents.preview import page_image, page_text
from desktop.documents.qr_reading import read_qr
from desktop.domain.terms import CertificateLook
from desktop.usecases.selftest.fault import FaultError
from desktop.workbooks.listing import write_listing
from desktop.workbooks.source import open_sheets

_NAME = "王䶮𬭎𫖯㛃𠅤"
"""Characters of several blocks of Unicode, which no single font draws."""

_CODE = "0012345678"
"""Starts with zeros, which careless workbooks lose."""

_AGAIN = "请重新安装青桥；仍不行请联系省级技术支持。"


def paper() -> str:
    """Make a certificate, then read its text and its QR code as another program would."""
    if missing := undrawable(_NAME):
        raise FaultError(f"字体不全，画不出“{missing}”。", _AGAIN)
    pdf = render_certificates([_certificate()])
    if _NAME not in page_text(pdf, 0):
        raise FaultError("PDF 里的姓名读不回来。", _AGAIN)
    if _CODE not in read_qr(page_image(pdf, 0, 150)):
        raise FaultError("证书上的二维码读不出来。", _AGAIN)
    return f"证书 {len(pdf) // 1024} kB，生僻字和二维码都读得回来"


def workbook(folder: Path) -> str:
    """Write a workbook and read it back, leading zeros and rare characters included."""
    path = folder / "自检.xlsx"
    write_listing(path, "自检", [("姓名", 12), ("学号", 14)], [(_NAME, _CODE)])
    with open_sheets(path) as sheets:
        rows = [tuple(texts) for _, texts in sheets[0].rows(1, 2)]
    if (_NAME, _CODE) not in rows:
        raise FaultError("写出的工作簿读回来不一样。", _AGAIN)
    return "工作簿写得出、读得回"


def _certificate() -> Certificate:
    return Certificate(
        serial="自检",
        name=_NAME,
        look=CertificateLook.RED,
        caption="",
        heading="自检",
        salutation="同学：",
        body="参加“自检活动”，时长2小时。",
        period="2026年3月5日",
        minutes=120,
        issuer="自检街道青年工作委员会",
        issued_on=date(2026, 3, 5),
        qr_text=_CODE,
    )
