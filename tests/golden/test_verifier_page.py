"""The page that verifies certificates, in a real browser, opened from the disk."""

from __future__ import annotations

import html
import json
import random
import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest

from desktop.bundle import base45
from desktop.bundle.credential import (
    DICTIONARY,
    PREFIX,
    CredentialError,
    CredentialFacts,
    sign_credential,
)
from desktop.bundle.identity import Identity
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.paths import resources
from desktop.usecases.certificate import export_verifier as exporting
from desktop.usecases.certificate.verify import Verified, verify_text
from desktop.usecases.exchange.issuers import Issuer, Trust
from tests.golden.document_samples import LONG_NAME, LONG_TITLE, RARE_NAMES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NODE = shutil.which("node")
ISSUER, STRANGER, STOPPED = (Identity(bytes([seed]) * 32, "") for seed in (7, 8, 9))
FACTS = CredentialFacts(
    name="张䶮",
    serial="370102001-MFR00-00001",
    activity="社区四点半课堂志愿服务",
    minutes=150,
    first_day=date(2026, 3, 1),
    last_day=date(2026, 6, 30),
    township=370_102_001,
    issued_on=date(2026, 7, 1),
)
REVOKED = msgspec.structs.replace(FACTS, serial="370102001-MFR00-00002", name="王㛃")
TRUST = Trust(
    {
        ISSUER.key_id: Issuer(370_102_001, ISSUER.verify_key, revoked=False),
        STOPPED.key_id: Issuer(370_102_001, STOPPED.verify_key, revoked=True),
    },
    frozenset({REVOKED.serial}),
)
GENUINE = sign_credential(FACTS, ISSUER)
HEAD = 1 + 8 + 64


def _altered() -> str:
    """Keep version, key and signature, and write more hours below them."""
    more = msgspec.structs.replace(FACTS, minutes=6000)
    ours, other = (
        base45.decode(sign_credential(facts, ISSUER).removeprefix(PREFIX))
        for facts in (FACTS, more)
    )
    return PREFIX + base45.encode(ours[:HEAD] + other[HEAD:])


TEXTS = {
    "genuine": GENUINE,
    "revoked": sign_credential(REVOKED, ISSUER),
    "altered": _altered(),
    "unknown": sign_credential(FACTS, STRANGER),
    "stopped": sign_credential(FACTS, STOPPED),
    "unreadable": GENUINE[:-9],
}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("verifier") / "核验.html"
    names = {370_102_001: "济南市历下区</script>解放路街道"}
    path.write_bytes(exporting._page(TRUST, names, "2026-11-25"))  # noqa: SLF001 - without a database
    return path


def test_the_page_asks_for_nothing_from_outside(page: Path) -> None:
    text = page.read_text("utf-8")
    assert not re.search(r"(?:src|href)=|@import|fetch\(|XMLHttpRequest|WebSocket", text)
    assert "http" not in text.replace("http-equiv", "")
    assert "default-src 'none'" in text
    assert text.count("</script>") == 3


def _dom(page: Path, text: str, profile: Path) -> str:
    assert CHROMIUM
    done = subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={profile}",
            "--dump-dom",
            f"{page.as_uri()}#{quote(text)}",
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return html.unescape(done.stdout.decode())


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: the page is not tried")
@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("genuine", "真实有效"),
        ("revoked", "已作废"),
        ("altered", "内容被改动"),
        ("unknown", "不是已知单位签发"),
        ("stopped", "签发电脑已停用"),
        ("unreadable", "没有读完整"),
    ],
)
def test_a_browser_gives_each_answer(page: Path, tmp_path: Path, verdict: str, words: str) -> None:
    shown = _dom(page, TEXTS[verdict], tmp_path / "profile")
    answers = shown[shown.index('<div id="answers"') : shown.index("核验证明的是内容")]
    assert f'data-verdict="{verdict}"' in answers
    assert words in answers
    facts = REVOKED if verdict == "revoked" else FACTS
    said = verdict in {"genuine", "revoked"}
    for value in (facts.name, facts.serial, facts.activity, "2小时30分钟", "2026-07-01"):
        assert (value in answers) is said
    assert "不证明拿着证书的就是本人" in shown
    assert "公钥和作废名单截至 2026-11-25：2 台签发电脑，1 张作废证书" in shown


def _by_script(texts: Sequence[str], folder: Path) -> list[object]:
    """Let the page's script check many texts at once, outside a browser."""
    assert NODE
    trust = {
        "dictionary": DICTIONARY.hex(),
        "keys": {
            name.hex(): (one.verify_key.hex(), one.township, one.revoked)
            for name, one in TRUST.issuers.items()
        },
        "revoked": sorted(TRUST.revoked),
    }
    script = (resources() / "verifier" / "verify.js").read_text("utf-8")
    call = f"const all = {json.dumps(texts)}, trust = {json.dumps(trust)};"
    out = "console.log(JSON.stringify(all.map((text) => check(text, trust))));"
    file = folder / "run.js"
    file.write_text(f"{script}\n{call}\n{out}", "utf-8")
    done = subprocess.run([NODE, str(file)], capture_output=True, check=True, timeout=300)
    answers: list[object] = json.loads(done.stdout)
    return answers


def _by_program(text: str) -> object:
    """Say what this program finds as the script would."""
    try:
        found: Verified | QingqiaoError = verify_text(text, TRUST)
    except CredentialError as error:
        found = error
    names = {
        "Verified": "genuine",
        "NotACredentialError": "unreadable",
        "UnknownIssuerError": "unknown",
        "AlteredCredentialError": "altered",
        "RevokedIssuerError": "stopped",
        "RevokedCertificateError": "revoked",
    }
    answer: dict[str, object] = {"verdict": names[type(found).__name__]}
    facts = getattr(found, "facts", None)
    if facts is not None:
        answer["facts"] = {
            "name": facts.name,
            "serial": facts.serial,
            "activity": facts.activity,
            "minutes": facts.minutes,
            "firstDay": facts.first_day.isoformat(),
            "lastDay": facts.last_day.isoformat(),
            "township": facts.township,
            "issuedOn": facts.issued_on.isoformat(),
        }
    return answer


@pytest.mark.skipif(NODE is None, reason="node is not installed: the script is not compared")
def test_the_script_and_the_program_say_the_same_of_any_text(tmp_path: Path) -> None:
    chance = random.Random(20261125)
    facts = [
        msgspec.structs.replace(
            FACTS,
            name=chance.choice([*RARE_NAMES, LONG_NAME, "Ó Súilleabháin", "", "李"]),
            activity=chance.choice(["", "作业辅导", LONG_TITLE, "a" * 400]),
            minutes=chance.choice([0, 1, 127, 128, 255, 256, 70_000, 2**31]),
            first_day=date.fromordinal(chance.randrange(1, 3_652_000)),
            last_day=chance.choice([date(2026, 6, 30), date(1, 1, 1), date(9999, 12, 31)]),
            serial=chance.choice([FACTS.serial, "QX-7", "370102002-AAAAA-00001", "长" * 100]),
        )
        for _ in range(60)
    ]
    texts = [*TEXTS.values(), "", "QQ1:", f"\n {GENUINE} \n", GENUINE.lower(), "你好"]
    texts += [sign_credential(one, chance.choice([ISSUER, STOPPED])) for one in facts]
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    for _ in range(300):  # one letter wrong, or cut short, or longer
        at = chance.randrange(len(GENUINE))
        texts.append(GENUINE[:at] + chance.choice(letters) + GENUINE[at + 1 :])
        texts.append(GENUINE[: chance.randrange(len(GENUINE))])
    texts += [GENUINE + chance.choice(letters) * 3 for _ in range(10)]
    assert _by_script(texts, tmp_path) == [_by_program(text) for text in texts]
