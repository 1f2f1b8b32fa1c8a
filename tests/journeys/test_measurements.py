"""What measures the exchange runs on real files and is to keep working."""

from __future__ import annotations

from pathlib import Path

from desktop.store.tables import Attendance
from desktop.usecases.demo.setting import PASSPHRASE
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.status import province_status
from desktop.usecases.province.take_in import take_in
from tests.benchmarks.exchange import CHANGED, measure
from tests.simulation import townships
from tests.simulation.__main__ import enrolled, hand_up_all
from tests.unit.exchange_world import REFERENCE


def test_the_benchmark_measures_every_step(tmp_path: Path) -> None:
    measured = measure(tmp_path, CHANGED)
    assert measured.rows == CHANGED
    assert min(measured.floor, measured.plain_floor, measured.take_in, measured.export) > 0
    assert 20 < measured.size / measured.rows < 60
    assert 50 < measured.peak / 2**20 < 400


def test_simulated_townships_are_taken_in_whole_and_answered(tmp_path: Path) -> None:
    province = init_province(tmp_path / "province", PASSPHRASE)
    load_reference(province, REFERENCE)
    simulated = enrolled(province, 3)
    recipient = province.identity.recipient
    for folder, weekly in ((tmp_path / "first", False), (tmp_path / "weekly", True)):
        hand_up_all(simulated, folder, recipient, weekly=weekly)
        results = take_in(province, [folder])
        assert [(one.error, one.tally and one.tally.refused) for one in results] == [(None, 0)] * 3
    with province.store.read() as reader:
        came = len(reader.find(Attendance))
    each = townships.ACTIVITIES * townships.PRESENT_EACH
    each += townships.WEEK_ACTIVITIES * townships.WEEK_PRESENT
    assert came == 3 * each
    assert [one.attendances for one in province_status(province).enrolled] == [each] * 3
    assert [sent.have for sent in send_down(province, tmp_path / "down")] == [
        one.lsn for one in simulated
    ]
    province.close()
