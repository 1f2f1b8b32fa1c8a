"""What measures the exchange runs on real files and is to keep working."""

from __future__ import annotations

from pathlib import Path

from desktop.store.tables import Attendance
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.status import province_status
from desktop.usecases.province.take_in import take_in
from tests.benchmarks.exchange import CHANGED, measure
from tests.simulation import __main__ as simulation
from tests.simulation import townships
from tests.simulation.__main__ import enrolled, hand_up_all, unequal
from tests.unit.exchange_world import REFERENCE


def test_the_benchmark_measures_every_step(tmp_path: Path) -> None:
    measured = measure(tmp_path, CHANGED)
    assert measured.rows == CHANGED
    assert min(measured.floor, measured.plain_floor, measured.take_in, measured.export) > 0
    assert 20 < measured.size / measured.rows < 60
    assert 50 < measured.peak / 2**20 < 400


def test_simulated_townships_are_taken_in_whole_and_answered(tmp_path: Path) -> None:
    province = init_province(tmp_path / "province", simulation.PASSPHRASE)
    load_reference(province, REFERENCE)
    simulated = enrolled(province, 3)
    recipient = province.identity.recipient
    for folder in (tmp_path / "first", tmp_path / "weekly"):
        hand_up_all(simulated, folder, recipient)
        results = take_in(province, [folder])
        assert [(one.error, one.tally and one.tally.refused) for one in results] == [(None, 0)] * 3
    with province.store.read() as reader:
        came = len(reader.find(Attendance))
    each = townships.ACTIVITIES * townships.PRESENT_EACH
    each += townships.WEEK_ACTIVITIES * townships.WEEK_PRESENT
    assert came == 3 * each
    assert [one.attendances for one in province_status(province).enrolled] == [each] * 3
    sent = send_down(province, tmp_path / "down")
    assert [one.have for one in sent] == [one.lsn for one in simulated]
    key = province.identity.verify_key
    province.close()
    (first, second, third) = simulated
    first.hear(sent[0].path, key)
    second.week()  # not handed up
    third.hear(sent[2].path, key)
    assert unequal(tmp_path, [first]) == unequal(tmp_path, [third]) == 0
    assert unequal(tmp_path, [second]) == 1
