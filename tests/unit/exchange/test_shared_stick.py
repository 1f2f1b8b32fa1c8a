"""Several PCs of one office carry their files on one stick."""

from __future__ import annotations

from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.resend import copy_again
from tests.unit.exchange_world import World


def test_a_colleagues_file_of_the_same_number_is_not_written_over(world: World) -> None:
    one, two = world.join(), world.join()
    stick = world.stick()
    first, second = (hand_up(peer.workspace, stick).bundles[0] for peer in (one, two))
    assert first.number == second.number == 1
    assert len(list(stick.glob("*.qqb"))) == 2
    results = world.receive(stick)
    assert [result.error for result in results] == [None, None]


def test_saving_again_writes_over_itself_alone(world: World) -> None:
    one, two = world.join(), world.join()
    stick, other = world.stick(), world.stick()
    made = [hand_up(peer.workspace, stick).bundles[0] for peer in (one, two)]
    copies = [copy_again(peer.workspace, 1, other) for peer in (one, two, one)]
    assert [path.read_bytes() for path in copies[:2]] == [one.path.read_bytes() for one in made]
    assert copies[2] == copies[0]
    assert len(list(other.iterdir())) == 2
