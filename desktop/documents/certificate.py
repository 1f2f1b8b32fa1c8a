"""证书: one page each, any number in one file, whole or just what goes onto a printed blank."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from desktop.documents.certificate_frames import GREY_WORDS, INK_WORDS, draw_background
from desktop.documents.fonts import line, width
from desktop.documents.line_breaking import break_lines
from desktop.documents.marks import qr_at
from desktop.documents.page import (
    A4_LANDSCAPE,
    MM,
    Box,
    chinese_date,
    fitted,
    lines_in,
    open_canvas,
)
from desktop.domain.terms import CertificateLook
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import SILENT, Progress

_BODY = Box(40 * MM, 61 * MM, 217 * MM, 57 * MM)
_BODY_SIZES = (20, 19, 18, 17, 16, 15, 14, 13, 12, 11)
_BODY_LEADING = 1.65
_LONELY, _TRIED = 3, 4
"""So many characters on a paragraph's last line are too few; so many sizes are tried for more."""
_QR = 25 * MM
_DETAILS = Box(71 * MM, 43 * MM, 92 * MM, 7 * MM)
_ISSUER = Box(170 * MM, 44 * MM, 104 * MM, 14 * MM)
_TELL_EVERY = 20


class CertificateTextError(QingqiaoError):
    """A certificate's words cannot be set: too much text for a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What one certificate says, as printed; in `body` a line feed starts a paragraph."""

    serial: str
    name: str
    look: CertificateLook
    caption: str
    heading: str
    salutation: str
    body: str
    period: str
    minutes: int
    issuer: str
    issued_on: date
    qr_text: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The words that somebody wrote."""
        return self.caption, self.heading, self.salutation, self.name, self.body, self.issuer


@dataclass(frozen=True, slots=True)
class Overlay:
    """Print onto blanks that have frame and heading already, moved by so many millimetres."""

    right: float = 0
    down: float = 0


_UNMOVED = Overlay()


def hours(minutes: int) -> str:
    """Return a duration in words: 36小时, 1小时30分钟, 45分钟."""
    whole, rest = divmod(minutes, 60)
    words = (f"{whole}小时" if whole else "") + (f"{rest}分钟" if rest else "")
    return words or "0小时"


def render_certificates(
    certificates: Sequence[Certificate],
    overlay: Overlay | None = None,
    progress: Progress = SILENT,
) -> bytes:
    """Return one PDF with a page for each certificate; the same input gives the same bytes.

    Raises `CertificateTextError`, `Cancelled`, and ValueError for an empty list.
    """
    if not certificates:
        raise ValueError("no certificates to print")
    target = BytesIO()
    first = certificates[0]
    canvas = open_canvas(target, first.heading, first.issuer, A4_LANDSCAPE)
    backgrounds = {} if overlay else _backgrounds(canvas, certificates)
    batch = _Batch(canvas)
    for done, certificate in enumerate(certificates):
        if done % _TELL_EVERY == 0:
            progress.step(done, len(certificates), "正在生成证书")
        if backgrounds:
            canvas.doForm(backgrounds[_background(certificate)])
        canvas.addLiteral(batch.page(certificate, overlay or _UNMOVED))
        canvas.showPage()
    progress.step(len(certificates), len(certificates), "正在生成证书")
    canvas.save()
    return target.getvalue()


def words_of(canvas: Canvas, certificate: Certificate, overlay: Overlay) -> str:
    """Return what draws one certificate's words without the background, moved."""
    return _Batch(canvas).page(certificate, overlay)


def _background(certificate: Certificate) -> tuple[CertificateLook, str, str]:
    return certificate.look, certificate.caption, certificate.heading


def _backgrounds(
    canvas: Canvas, certificates: Sequence[Certificate]
) -> dict[tuple[CertificateLook, str, str], str]:
    """Store each background once; the pages only refer to it."""
    forms = {}
    for number, kind in enumerate(dict.fromkeys(map(_background, certificates))):
        forms[kind] = f"background{number}"
        canvas.beginForm(forms[kind])
        draw_background(canvas, *kind)
        canvas.endForm()
    return forms


def _set_body(text: str) -> tuple[float, list[list[str]]]:
    """Return the largest size at which a text fits, and each paragraph's lines.

    A little smaller is better than one or two characters alone on a line. Raises
    `CertificateTextError` when even the smallest size does not fit.
    """
    fits = []
    for size in _BODY_SIZES:
        broken = [
            break_lines(paragraph, "serif", size, _BODY.width, 2 * size)
            for paragraph in text.splitlines()
        ]
        if sum(map(len, broken)) * size * _BODY_LEADING <= _BODY.height:
            fits.append((size, broken))
            lonely = any(len(lines) > 1 and len(lines[-1]) <= _LONELY for lines in broken)
            if not lonely:
                return fits[-1]
            if len(fits) == _TRIED:
                break
    if not fits:
        raise CertificateTextError(
            "证书正文太长，一页放不下，没有生成证书。", "请缩短正文模板或活动名称后重试。"
        )
    return fits[0]


class _Batch:
    """Sets the words of each page; what many certificates share is set once."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._set: dict[tuple[str, str], str] = {}

    def page(self, certificate: Certificate, overlay: Overlay) -> str:
        """Return what draws everything but the background, moved."""
        right = _BODY.x + _BODY.width
        serial = f"编号：{certificate.serial}"
        return " ".join(
            (
                f"q 1 0 0 1 {overlay.right * MM:.3f} {-overlay.down * MM:.3f} cm",
                GREY_WORDS,
                line(self._canvas, right, 145 * MM, serial, "sans", 10.5, align="right"),
                INK_WORDS,
                self._salutation(certificate.name, certificate.salutation),
                self._once("body", certificate.body, self._body),
                self._once("period", certificate.period, self._period),
                self._once("hours", hours(certificate.minutes), self._hours),
                self._once("issuer", certificate.issuer, self._issuer),
                self._once("date", chinese_date(certificate.issued_on), self._date),
                qr_at(_BODY.x, 25 * MM, _QR, certificate.qr_text),
                "Q",
            )
        )

    def _once(self, what: str, text: str, draw: Callable[[str], str]) -> str:
        key = what, text
        if key not in self._set:
            self._set[key] = draw(text)
        return self._set[key]

    def _salutation(self, name: str, salutation: str) -> str:
        """Draw the name, large, and 同学 after it on the same line."""
        address = f" {salutation}" if salutation else ""
        room = _BODY.width - width(address, "serif", 19)
        size, (shown, *_) = fitted(name, "kai", (room, 16 * MM), 34, 14, 1)
        y, after = 127 * MM, _BODY.x + width(shown, "kai", size)
        return " ".join(
            (
                line(self._canvas, _BODY.x, y, shown, "kai", size),
                line(self._canvas, after, y, address, "serif", 19),
            )
        )

    def _body(self, text: str) -> str:
        """Draw the paragraphs, justified and indented."""
        size, broken = _set_body(text)
        drawn = []
        y = _BODY.y + _BODY.height
        for lines in broken:
            for number, words in enumerate(lines):
                y -= size * _BODY_LEADING
                indent = 0 if number else 2 * size
                slack = _BODY.width - indent - width(words, "serif", size)
                last = number == len(lines) - 1
                spacing = 0 if last else slack / max(1, len(words) - 1)
                x = _BODY.x + indent
                drawn.append(line(self._canvas, x, y, words, "serif", size, spacing=spacing))
        return " ".join(drawn)

    def _period(self, period: str) -> str:
        words = f"时间：{period}"
        return lines_in(
            self._canvas, _DETAILS, words, "sans", 10.5, 7, rows=2, align="left", padding=0
        )

    def _hours(self, words: str) -> str:
        return line(self._canvas, _DETAILS.x, 37 * MM, f"时长：{words}", "sans", 10.5)

    def _issuer(self, issuer: str) -> str:
        return lines_in(self._canvas, _ISSUER, issuer, "serif", 18, 11, rows=2, padding=0)

    def _date(self, day: str) -> str:
        middle = _ISSUER.x + _ISSUER.width / 2
        return line(self._canvas, middle, 36 * MM, day, "serif", 17, align="centre")
