from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.terms import ActivityState, SafeguardKind, Side
from desktop.foundation.clock import BEIJING
from desktop.foundation.paths import resources
from desktop.store.tables import Activity, Branch, Certificate, Community
from desktop.usecases.activity.change_activity_state import change_activity_state
from desktop.usecases.activity.create_project import ProjectFields, confirm_project, create_project
from desktop.usecases.activity.enrol_students import enrol_branch
from desktop.usecases.activity.plan_activity import ActivityFields, plan_activity
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.attendance.record_attendance import mark_all_present
from desktop.usecases.certificate.revoke_certificate import revoke_certificate
from desktop.usecases.demo.people import RARE, people
from desktop.usecases.demo.setting import BRANCHES, write_branches
from desktop.usecases.open_workspace import workspace
from desktop.usecases.pairing.change_pairing_state import activate_pairing
from desktop.usecases.pairing.need_fields import NeedFields
from desktop.usecases.pairing.propose_pairing import BranchProposal, propose_pairing
from desktop.usecases.pairing.record_consent import Said, record_consent
from desktop.usecases.pairing.record_need import record_need
from desktop.workbooks.roster import RosterRow, write_roster
from tests.journeys.command import PASSPHRASE, qingqiao, refused, succeed

FIRST, SECOND = 370102001, 370102002
EACH = 12


@dataclass(frozen=True)
class Ends:
    root: Path
    province: Path
    townships: dict[int, Path]


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> Ends:
    """A loaded province and two townships that joined, all by the command."""
    root = tmp_path_factory.mktemp("journey")
    province = root / "省级"
    succeed("province", "init", province)
    loaded = succeed(
        "province", "load", province, "--reference", resources() / "reference", "--json"
    ).json
    assert (loaded["townships"], loaded["communities"], loaded["universities"]) == (
        1853,
        62074,
        158,
    )
    write_branches(root / "院系.xlsx", BRANCHES, EACH)
    branches = succeed("province", "load", province, "--reference", root / "院系.xlsx", "--json")
    assert branches.json["branches"] == len(BRANCHES)
    townships = {}
    for code in (FIRST, SECOND):
        file = root / f"{code}.qqe"
        enrolled = succeed("province", "enrol", province, code, "--out", file, "--json").json
        data = root / f"镇街 {code}"
        joined = succeed(
            "township", "join", file, "--data", data, "--code", enrolled["code"], "--json"
        ).json
        assert joined["township"] == code
        townships[code] = data
    return Ends(root, province, townships)


def _work(data: Path, branch: int, day: int) -> str:
    """Hold one activity of a new pairing, by the use-cases the window calls."""
    university, department, name = BRANCHES[branch]
    with workspace(data, PASSPHRASE) as opened:
        with opened.store.read() as reader:
            community = reader.find(Community)[0]
            (row,) = [one for one in reader.find(Branch) if one.name == name]
        need = record_need(opened, NeedFields(community.id, f"需求 {branch}"))
        pairing = propose_pairing(
            opened, BranchProposal(community.id, row.id, need.need_id)
        ).pairing_id
        for side in Side:
            record_consent(opened, pairing, Said(side, "负责人", opened.today()))
        activate_pairing(opened, pairing)
        project = create_project(
            opened,
            ProjectFields(
                pairing, f"{university}{department}项目", community_owner="甲", campus_owner="乙"
            ),
        )
        for side in Side:
            confirm_project(opened, project.project_id, Said(side, "负责人", opened.today()))
        starts = datetime(2026, 10, day, 9, tzinfo=BEIJING)
        planned = plan_activity(
            opened,
            ActivityFields(
                project.project_id, f"活动 {branch}", starts, starts + timedelta(hours=2)
            ),
        )
        for kind in SafeguardKind:
            set_safeguard(opened, planned.activity_id, kind, done=True)
        enrol_branch(opened, planned.activity_id, row.id)
        change_activity_state(opened, planned.activity_id, ActivityState.ONGOING)
        mark_all_present(opened, planned.activity_id)
        change_activity_state(opened, planned.activity_id, ActivityState.CLOSED)
        return planned.number


def students(code: int, turn: int) -> list[RosterRow]:
    """Return the people of the branch that comes in a turn; their numbers are nobody else's."""
    return list(people(code + turn, list(BRANCHES[:turn]), EACH))[-EACH:]


def test_the_loop_runs_twice_and_the_figures_agree(ends: Ends) -> None:
    for turn in (1, 2):
        for code, data in ends.townships.items():
            branch = turn - 1
            roster = ends.root / f"名册 {code} {turn}.xlsx"
            write_roster(roster, students(code, turn))
            imported = succeed("township", "import-roster", roster, "--data", data, "--json").json
            assert imported["added"] == EACH
            again = succeed("township", "import-roster", roster, "--data", data, "--json").json
            assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, EACH)
            number = _work(data, branch, day=turn)
            succeed("township", "sheet", number, "--data", data, "--out", ends.root / "s.pdf")
            issued = succeed(
                "township", "certificates", number, "--data", data,
                "--out", ends.root / f"c{code}.pdf", "--json",
            ).json  # fmt: skip
            assert issued["issued"] == EACH
            succeed("township", "hand-up", "--data", data, "--out", ends.root / f"上报 {turn}")
        taken = succeed(
            "province", "take-in", ends.province, ends.root / f"上报 {turn}", "--json"
        ).json
        assert [one["tally"]["refused"] for one in taken] == [0, 0]
        assert all(not one["gap"] and one["have"] > 0 for one in taken)
        succeed(
            "province", "send-down", ends.province, "--all", "--out", ends.root / f"下发 {turn}"
        )
        for code, data in ends.townships.items():
            down = list((ends.root / f"下发 {turn}").glob(f"*{code}*.qqb"))
            received = succeed("township", "take-in", *down, "--data", data, "--json").json
            assert received[0]["received"] == [turn]
            status = succeed("township", "status", "--data", data, "--json").json
            assert status["exchange"]["waiting"] == 0
            _agree(ends, code, status["totals"], turn)


def _agree(ends: Ends, code: int, totals: dict[str, int], turn: int) -> None:
    assert totals["students"] == totals["attendances"] == totals["certificates"] == EACH * turn
    assert totals["activities"] == totals["active_pairings"] == turn
    assert totals["minutes"] == EACH * turn * 120
    province = succeed("province", "status", ends.province, "--json").json
    (there,) = [one for one in province["enrolled"] if one["code"] == code]
    for name in ("students", "attendances", "certificates", "activities", "pairings"):
        assert there[name] == totals[name]


def test_a_certificate_verifies_at_the_other_township(ends: Ends) -> None:
    there, here = ends.townships[FIRST], ends.townships[SECOND]
    pdf = ends.root / f"c{FIRST}.pdf"
    own = succeed("verify", pdf, "--data", there, "--json").json
    assert len(own) == 2 * EACH or len(own) == EACH
    assert own[0]["issuer"] == FIRST
    down = succeed("province", "send-down", ends.province, SECOND, "--out", ends.root / "再下发",
                   "--json").json  # fmt: skip
    succeed("township", "take-in", down[0]["path"], "--data", here)
    assert succeed("verify", pdf, "--data", here, "--json").json[0]["facts"]["name"] in {
        row.name for turn in (1, 2) for row in students(FIRST, turn)
    }
    assert "公钥" in refused("verify", pdf, "--data", ends.root / "空")


def test_a_revocation_is_known_everywhere_after_the_next_exchange(
    ends: Ends, tmp_path: Path
) -> None:
    there, here = ends.townships[FIRST], ends.townships[SECOND]
    with workspace(there, PASSPHRASE) as opened:
        with opened.store.read() as reader:
            certificate = reader.find(Certificate)[0]
        revoke_certificate(opened, certificate.id, "重名发错")
    assert "作废" in refused("verify", certificate.credential, "--data", there)
    succeed("verify", certificate.credential, "--data", here)
    succeed("township", "hand-up", "--data", there, "--out", tmp_path / "上报")
    succeed("province", "take-in", ends.province, tmp_path / "上报")
    down = succeed(
        "province", "send-down", ends.province, SECOND, "--out", tmp_path / "下发", "--json"
    ).json
    succeed("township", "take-in", down[0]["path"], "--data", here)
    for data in (here, ends.province):
        assert certificate.serial in refused("verify", certificate.credential, "--data", data)
    page = tmp_path / "核验.html"
    made = succeed("province", "verifier", ends.province, "--out", page, "--json").json
    assert (made["issuers"], made["revoked"]) == (2, 1)
    text = page.read_text("utf-8")
    assert certificate.serial in text
    assert certificate.name not in text


def test_nothing_in_a_data_folder_is_readable_without_the_passphrase(ends: Ends) -> None:
    for data in (ends.province, *ends.townships.values()):
        files = [file for file in data.rglob("*") if file.is_file()]
        assert files
        for file in files:
            content = file.read_bytes()
            for name in (*RARE[:1], "负责人", "13900000001"):
                assert name.encode() not in content, f"{name} in {file}"
        with pytest.raises(sqlite3.DatabaseError):
            sqlite3.connect(data / "qingqiao.db").execute("SELECT * FROM sqlite_schema")


def test_mistakes_get_words_and_change_nothing(ends: Ends, tmp_path: Path) -> None:
    data = ends.townships[FIRST]
    before = succeed("township", "status", "--data", data, "--json").json
    assert "口令" in refused("township", "status", "--data", data, passphrase="错的口令错的口令")
    junk = tmp_path / "名册.xlsx"
    junk.write_bytes(b"PK\x03\x04 not a workbook")
    assert "没有改动" in refused("township", "import-roster", junk, "--data", data)
    bundle = next((ends.root / "下发 1").glob(f"*{SECOND}*.qqb"))
    assert "不是发给本机的" in refused("township", "take-in", bundle, "--data", data)
    torn = tmp_path / "torn.qqb"
    torn.write_bytes(next((ends.root / "下发 1").glob(f"*{FIRST}*.qqb")).read_bytes()[:-9])
    assert "不完整" in refused("township", "take-in", torn, "--data", data)
    assert "没有找到活动" in refused(
        "township", "sheet", "没有的活动", "--data", data, "--out", tmp_path / "x.pdf"
    )
    assert not (tmp_path / "x.pdf").exists()
    enrolment = tmp_path / "e.qqe"
    succeed("province", "enrol", ends.province, FIRST, "--out", enrolment)
    wrong = refused(
        "township", "join", enrolment, "--data", tmp_path / "new", "--code", "ABCD-1234"
    )
    assert "口令码" in wrong
    assert not (tmp_path / "new").exists()
    assert succeed("township", "status", "--data", data, "--json").json == before


def test_usage_errors_exit_with_two() -> None:
    assert qingqiao("province").code == 2
    assert qingqiao("township", "status").code == 2
    assert qingqiao("no-such-command").code == 2


def test_files_say_what_they_are(ends: Ends) -> None:
    bundle = next((ends.root / "上报 1").glob(f"*{FIRST}*.qqb"))
    found = succeed("inspect", bundle, "--json").json
    assert (found["kind"], found["township"], found["number"]) == ("上报包", FIRST, 1)
    first_lines = bundle.read_bytes().split(b"\n", 3)[:3]
    assert first_lines[0] == b"qingqiao-bundle/1"
    found = succeed("inspect", ends.root / f"{FIRST}.qqe", "--json").json
    assert (found["kind"], found["township"]) == ("入网文件", FIRST)
    assert "青桥" in refused("inspect", ends.root / "院系.xlsx")


def test_the_activity_counts_once_in_each_database(ends: Ends) -> None:
    with workspace(ends.province, PASSPHRASE) as province, province.store.read() as reader:
        numbers = [activity.number for activity in reader.find(Activity)]
    assert len(numbers) == len(set(numbers)) == 4
