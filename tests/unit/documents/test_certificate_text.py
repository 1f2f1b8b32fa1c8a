from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.documents.certificate import CertificateTextError, hours, render_certificates
from desktop.domain.certificate_design import PLACEHOLDERS, STANDARD, body_problem
from desktop.foundation.progress import Cancelled
from tests.golden.document_samples import certificate


def test_too_much_text_is_refused() -> None:
    with pytest.raises(CertificateTextError, match="太长"):
        render_certificates([replace(certificate(0), body="很长的正文。" * 200)])


def test_no_certificates_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no certificates"):
        render_certificates([])


def test_a_batch_can_be_stopped() -> None:
    class Stop:
        seen: tuple[int, ...] = ()

        def step(self, done: int, total: int, message: str) -> None:
            assert (total, bool(message)) == (90, True)
            self.seen += (done,)
            if done >= 40:
                raise Cancelled

    stop = Stop()
    with pytest.raises(Cancelled):
        render_certificates([certificate(number) for number in range(90)], progress=stop)
    assert stop.seen == (0, 20, 40)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0小时"), (45, "45分钟"), (60, "1小时"), (2190, "36小时30分钟")],
)
def test_hours_in_words(minutes: int, words: str) -> None:
    assert hours(minutes) == words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{性别}", "不认识的占位符“{性别}”"),
        ("{}", "不认识的占位符“{}”"),
        ("给{姓名", "成对"),
        ("给姓名}", "成对"),
        ("{{姓名}}", "成对"),
    ],
)
def test_what_is_wrong_with_placeholders_is_said_in_words(body: str, words: str) -> None:
    assert words in body_problem(body)
    assert "{姓名}" in body_problem(body)


def test_the_standard_words_are_in_order() -> None:
    assert [body_problem(design.body) for design in STANDARD.values()] == [""] * 3
    assert body_problem("".join(f"{{{name}}}" for name in PLACEHOLDERS)) == ""
