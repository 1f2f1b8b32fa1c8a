"""社会实践证书: one page each, any number in one file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from desktop.documents.certificate_frames import TITLE, Template, draw_background
from desktop.documents.fonts import draw, width
from desktop.documents.line_breaking import break_lines
from desktop.documents.marks import draw_qr
from desktop.documents.page import (
    A4_LANDSCAPE,
    GREY,
    INK,
    MM,
    Box,
    chinese_date,
    fitted,
    open_canvas,
    text_in,
)
from desktop.foundation.errors import QingqiaoError

__all__ = [
    "STANDARD_BODY",
    "Certificate",
    "CertificateTextError",
    "Template",
    "render_certificates",
]

STANDARD_BODY = (
    "系{学校}{院系}学生，于{日期}参加{镇街}组织的“{活动}”社会实践活动，"
    "累计实践{时长}，认真负责，圆满完成各项任务。\n特发此证。"
)
_BODY = Box(40 * MM, 63 * MM, 217 * MM, 56 * MM)
_BODY_SIZES = (18, 17, 16, 15, 14, 13, 12, 11)
_BODY_LEADING = 1.7
_QR = 25 * MM
_INNER_QUOTES = str.maketrans("“”", "‘’")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class CertificateTextError(QingqiaoError):
    """A certificate's words cannot be set: an unknown placeholder or too much text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What one certificate says.

    `body` may hold {姓名} {学校} {院系} {活动} {日期} {时长} {镇街};
    a line feed starts a paragraph.
    """

    serial: str
    name: str
    university: str
    department: str
    activity: str
    period: str
    minutes: int
    township: str
    committee: str
    issued_on: date
    body: str
    qr_text: str
    template: Template = Template.RED


def hours(minutes: int) -> str:
    """Return a duration in words: 36小时, 1小时30分钟, 45分钟."""
    whole, rest = divmod(minutes, 60)
    words = (f"{whole}小时" if whole else "") + (f"{rest}分钟" if rest else "")
    return words or "0小时"


def body_text(certificate: Certificate) -> str:
    """Return the body with its placeholders filled in.

    Raises `CertificateTextError` for a placeholder that does not exist.
    """
    values = {
        "姓名": certificate.name,
        "学校": certificate.university,
        "院系": certificate.department,
        "活动": certificate.activity,
        "日期": certificate.period,
        "时长": hours(certificate.minutes),
        "镇街": certificate.township,
    }

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise CertificateTextError(
                f"证书正文里有不认识的占位符“{found[0]}”，没有生成证书。",
                "可用的占位符有：" + "、".join(f"{{{key}}}" for key in values) + "。",
            )
        text = values[found[1]]
        # Quotes within quotes are single ones.
        quoted = found.string[: found.start()].endswith("“")
        return text.translate(_INNER_QUOTES) if quoted else text

    return _PLACEHOLDER.sub(value, certificate.body)


def render_certificates(certificates: list[Certificate]) -> bytes:
    """Return one PDF with a page for each certificate; the same input gives the same bytes.

    Raises `CertificateTextError`, and ValueError for an empty list.
    """
    if not certificates:
        raise ValueError("no certificates to print")
    target = BytesIO()
    canvas = open_canvas(target, TITLE, certificates[0].committee, A4_LANDSCAPE)
    # The background is stored once for each template and only referred to by the pages.
    for template in dict.fromkeys(certificate.template for certificate in certificates):
        canvas.beginForm(template.name)
        draw_background(canvas, template)
        canvas.endForm()
    for certificate in certificates:
        canvas.doForm(certificate.template.name)
        _page(canvas, certificate)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _page(canvas: Canvas, certificate: Certificate) -> None:
    right = _BODY.x + _BODY.width
    canvas.setFillColor(GREY)
    draw(canvas, right, 145 * MM, f"编号：{certificate.serial}", "sans", 10.5, align="right")
    canvas.setFillColor(INK)
    _salutation(canvas, certificate.name)
    _body(canvas, body_text(certificate))
    draw_qr(canvas, _BODY.x, 26 * MM, _QR, certificate.qr_text)
    details = Box(68 * MM, 42 * MM, 92 * MM, 6 * MM)
    period = f"实践时间：{certificate.period}"
    text_in(canvas, details, period, "sans", 10.5, 7, rows=2, align="left", padding=0)
    draw(canvas, details.x, 36 * MM, f"实践时长：{hours(certificate.minutes)}", "sans", 10.5)
    issuer = Box(170 * MM, 43 * MM, 104 * MM, 14 * MM)
    text_in(canvas, issuer, certificate.committee, "serif", 17, 11, rows=2, padding=0)
    draw(
        canvas, 222 * MM, 35 * MM, chinese_date(certificate.issued_on), "serif", 16, align="centre"
    )


def _salutation(canvas: Canvas, name: str) -> None:
    """Draw the name, large, and 同学 after it on the same line."""
    address = " 同学："
    after = width(address, "serif", 18)
    size, lines = fitted(name, "kai", (_BODY.width - after, 16 * MM), 32, 14, 1)
    y = 127 * MM
    draw(canvas, _BODY.x, y, lines[0], "kai", size)
    draw(canvas, _BODY.x + width(lines[0], "kai", size), y, address, "serif", 18)


def _body(canvas: Canvas, text: str) -> None:
    """Draw the paragraphs, justified and indented, in the largest size that fits.

    Raises `CertificateTextError` when even the smallest size does not fit.
    """
    paragraphs = text.splitlines()
    for size in _BODY_SIZES:
        set_lines = [
            break_lines(paragraph, "serif", size, _BODY.width, 2 * size) for paragraph in paragraphs
        ]
        if sum(map(len, set_lines)) * size * _BODY_LEADING <= _BODY.height:
            break
    else:
        raise CertificateTextError(
            "证书正文太长，一页放不下，没有生成证书。", "请缩短正文模板或活动名称后重试。"
        )
    y = _BODY.y + _BODY.height
    for lines in set_lines:
        for number, line in enumerate(lines):
            y -= size * _BODY_LEADING
            indent = 0 if number else 2 * size
            slack = _BODY.width - indent - width(line, "serif", size)
            last = number == len(lines) - 1
            spacing = 0 if last else slack / max(1, len(line) - 1)
            draw(canvas, _BODY.x + indent, y, line, "serif", size, spacing=spacing)
