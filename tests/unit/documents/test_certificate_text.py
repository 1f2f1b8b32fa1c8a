from __future__ import annotations

from datetime import date

import pytest

from desktop.documents.certificate import (
    Certificate,
    CertificateTextError,
    body_text,
    hours,
    render_certificates,
)


def certificate(body: str, activity: str = "清河行动") -> Certificate:
    return Certificate(
        serial="1",
        name="王㛃",
        university="南大",
        department="中文系",
        activity=activity,
        period="3月",
        minutes=90,
        township="栖霞街道",
        committee="青工委",
        issued_on=date(2026, 3, 5),
        body=body,
        qr_text="ABC",
    )


def test_placeholders_are_filled_in() -> None:
    body = "{姓名}|{学校}|{院系}|{活动}|{日期}|{时长}|{镇街}"
    assert body_text(certificate(body)) == "王㛃|南大|中文系|清河行动|3月|1小时30分钟|栖霞街道"


def test_quotes_within_quotes_are_single() -> None:
    assert body_text(certificate("参加“{活动}”", "“青春”行动")) == "参加“‘青春’行动”"
    assert body_text(certificate("参加{活动}", "“青春”行动")) == "参加“青春”行动"


def test_a_value_is_never_a_template() -> None:
    assert body_text(certificate("参加{活动}", "{姓名}")) == "参加{姓名}"


def test_unknown_placeholder_is_named() -> None:
    with pytest.raises(CertificateTextError, match=r"\{性别\}") as caught:
        render_certificates([certificate("{性别}")])
    assert "{姓名}" in caught.value.hint


def test_too_much_text_is_refused() -> None:
    with pytest.raises(CertificateTextError, match="太长"):
        render_certificates([certificate("很长的正文。" * 200)])


def test_no_certificates_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no certificates"):
        render_certificates([])


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0小时"), (45, "45分钟"), (60, "1小时"), (2190, "36小时30分钟")],
)
def test_hours_in_words(minutes: int, words: str) -> None:
    assert hours(minutes) == words
