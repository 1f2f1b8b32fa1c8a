"""Two versions of a row become one, field by field, the same one in whatever order."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.store.provenance import REST
from desktop.sync.merge import DELETED, Edition, Fate, Merged, Stamp, fate, merge
from desktop.sync.versions import Ancestry, Version

ANCESTRY = Ancestry.of([(epoch, 0, 0) for epoch in (1, 2, 3, 4)])
BORN = Version(9, 1)
FIELDS = {DELETED: 0, "name": "旧", "phone": "", "branch_id": b"\x0a"}
OLD = Edition(Stamp(BORN), FIELDS, {REST: BORN})


def edit(edition: Edition, epoch: int, lsn: int, **values: object) -> Edition:
    """Do what the triggers do."""
    write = Version(epoch, lsn)
    past = frozenset(seen for seen in edition.stamp.seen if seen.epoch != epoch)
    changed = {name for name, value in values.items() if edition.fields[name] != value}
    dots = {**edition.dots, **dict.fromkeys(changed, write)}
    return Edition(Stamp(write, past), {**edition.fields, **values}, dots, edition.former)


def both_ways(one: Edition, two: Edition) -> Merged:
    here, there = merge(one, two, ANCESTRY), merge(two, one, ANCESTRY)
    assert here.edition == there.edition
    assert {(str(loss.kept), str(loss.other)) for loss in here.losses} == {
        (str(loss.kept), str(loss.other)) for loss in there.losses
    }
    return here


def test_edits_of_different_fields_both_stand() -> None:
    merged = both_ways(edit(OLD, 1, 5, name="新"), edit(OLD, 2, 3, phone="139"))
    assert merged.edition.fields == {**FIELDS, "name": "新", "phone": "139"}
    assert not merged.losses
    assert merged.edition.stamp.seen == {BORN, Version(1, 5), Version(2, 3)}


def test_edits_of_one_field_are_a_loss_with_both_values() -> None:
    merged = both_ways(edit(OLD, 1, 5, name="甲", phone="1"), edit(OLD, 2, 3, name="乙"))
    (loss,) = merged.losses
    assert (loss.kept, loss.other) == ({"name": "甲"}, {"name": "乙"})
    assert set(loss.writes) == {Version(1, 5), Version(2, 3)}
    assert merged.edition.fields == {**FIELDS, "name": "甲", "phone": "1"}


def test_the_same_edit_twice_is_no_loss() -> None:
    merged = both_ways(edit(OLD, 1, 5, name="新"), edit(OLD, 2, 3, name="新"))
    assert merged.edition.fields["name"] == "新"
    assert not merged.losses


def test_who_had_the_other_value_before_him_wins_whatever_else_is_concurrent() -> None:
    one = edit(OLD, 4, 5, name="甲")
    two = edit(edit(one, 1, 6, name="乙"), 1, 7, phone="1")
    merged = both_ways(edit(one, 4, 6, phone="2"), two)
    assert merged.edition.fields["name"] == "乙"
    (loss,) = merged.losses
    assert set(loss.kept) == {"phone"}


def test_an_edit_of_what_the_other_has_under_another_name_is_no_loss() -> None:
    theirs = edit(OLD, 1, 5, name="甲")
    renamed, former = Version(2, 5), {**theirs.fields, "branch_id": "0A"}
    ours = Edition(Stamp(renamed), theirs.fields, {REST: renamed}, former)
    later = edit(ours, 2, 7, name="乙", branch_id=b"\x0b")
    merged = both_ways(theirs, later)
    assert merged.edition.fields == later.fields
    assert not merged.losses


def test_a_value_that_another_chose_again_later_is_asked_about() -> None:
    """The other's edit built on that value when it stood there first."""
    renamed = Edition(Stamp(Version(2, 5)), FIELDS, {REST: Version(2, 5)}, FIELDS)
    merged = both_ways(
        edit(renamed, 2, 6, name="新"), edit(edit(OLD, 1, 3, name="又"), 1, 9, name="旧")
    )
    assert merged.edition.fields["name"] == "旧"
    assert [loss.other for loss in merged.losses] == [{"name": "新"}]


def test_one_name_for_two_contents_is_seen() -> None:
    (loss,) = both_ways(edit(OLD, 1, 5, name="甲"), edit(OLD, 1, 5, name="乙")).losses
    assert {*loss.kept.values(), *loss.other.values()} == {"甲", "乙"}


def test_deleting_what_somebody_edits_is_a_loss_that_can_be_taken_back() -> None:
    merged = both_ways(edit(OLD, 1, 5, deleted=1), edit(OLD, 2, 3, name="新"))
    assert merged.edition.fields == {**FIELDS, DELETED: 1, "name": "新"}
    (loss,) = merged.losses
    assert (loss.kept[DELETED], loss.other) == (1, {DELETED: 0, "name": "新"})


def test_deleting_what_one_saw_or_what_both_deleted_is_none() -> None:
    edited = edit(OLD, 2, 3, name="新")
    assert not both_ways(edit(edited, 1, 5, deleted=1), edit(edited, 3, 9, phone="1")).losses[1:]
    assert not both_ways(edit(OLD, 1, 5, deleted=1), edit(edited, 2, 4, deleted=1)).losses


def test_a_field_that_one_side_does_not_know_is_kept() -> None:
    newer = Edition(OLD.stamp, {**FIELDS, "wechat": b"\xa1a"}, OLD.dots)
    merged = both_ways(edit(newer, 1, 5, name="新"), edit(OLD, 2, 3, phone="1"))
    assert merged.edition.fields["wechat"] == b"\xa1a"
    assert not merged.losses


def test_three_who_wrote_one_field_come_to_the_same_in_any_order() -> None:
    """The second knew the first; the third knew neither."""
    first = edit(OLD, 3, 2, name="甲")
    second, third = edit(first, 1, 3, name="乙"), edit(OLD, 2, 4, name="丙")
    direct = merge(second, third, ANCESTRY).edition
    assert merge(merge(first, third, ANCESTRY).edition, second, ANCESTRY).edition == direct


STEP = st.tuples(st.integers(0, 2), st.sampled_from(["name", "phone", DELETED]), st.integers(-1, 2))


@settings(max_examples=300)
@given(st.lists(STEP, max_size=12))
def test_any_order_of_merging_gives_the_same_row_and_loses_nothing(
    steps: list[tuple[int, str, int]],
) -> None:
    """Three PCs edit or take over from each other; a step is (PC, field, from whom or edit)."""
    pcs = [OLD] * 3
    over: dict[object, set[object]] = {}
    recorded: set[object] = set()

    def take(live: Edition, incoming: Edition) -> Edition:
        verdict = fate(live.stamp, incoming.stamp, ANCESTRY)
        if verdict is not Fate.MERGED:
            return incoming if verdict is Fate.REPLACE else live
        merged = merge(live, incoming, ANCESTRY)
        for loss in merged.losses:
            for side in (loss.kept, loss.other):
                recorded.update(side.items())
        return merged.edition

    for lsn, (at, field, source) in enumerate(steps, BORN.lsn + 1):
        if source >= 0:
            pcs[at] = take(pcs[at], pcs[source])
        else:
            said: Mapping[str, object] = {field: lsn}
            over.setdefault((field, pcs[at].fields[field]), set()).add((field, lsn))
            pcs[at] = edit(pcs[at], at + 1, lsn, **said)
            over.setdefault((field, lsn), set())
    ends = []
    for order in permutations(pcs):
        end = order[0]
        for one in order[1:]:
            end = take(end, one)
        ends.append(end)
    assert all(end == ends[0] for end in ends)
    typed = {said for said in over if said[1] not in FIELDS.values()}  # type: ignore[index]
    unsurpassed = {said for said in typed if not over[said]}
    assert unsurpassed <= recorded | set(ends[0].fields.items())


def test_losses_come_by_name_whatever_the_order_of_the_columns() -> None:
    merged = both_ways(
        edit(OLD, 1, 5, name="甲", branch_id=b"\x0b"), edit(OLD, 2, 3, name="乙", branch_id=b"\x0c")
    )
    assert [[*loss.kept] for loss in merged.losses] == [["branch_id"], ["name"]]
