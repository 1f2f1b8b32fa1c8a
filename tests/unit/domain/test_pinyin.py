from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.pinyin import fits, keys, readings, segments, spelt, typed, ways


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("单雄信", ["shan", "dan", "单", "雄信", "xiongxin", "dxx", "sx", "x"]),
        ("曾巩", ["zeng", "ceng", "zg", "cg"]),
        ("解缙", ["xie", "jie"]),
        ("仇英", ["qiu", "chou"]),
        ("查良镛", ["zha", "cha"]),
        ("朴树", ["piao", "pu"]),
        ("区海", ["ou", "qu"]),
        ("万俟卨", ["moqi", "wansi", "mqx"]),
        ("尉迟恭", ["yuchi", "weichi"]),
        ("吕布", ["lv", "lu", "lb"]),
        ("盖聂", ["ge", "gai"]),
        ("张𬭎", ["zhanghong", "𬭎"]),
        ("欧阳若兰", ["oyrl", "ouyang", "若兰", "ruolan"]),
        ("阿依古丽·买买提", ["ayiguli", "买买提"]),
        ("Anna Maria", ["anna", "maria"]),
        ("2025级1班", ["2025ji", "2025级", "1ban"]),
    ],
)
def test_a_name_is_found_by_every_way_to_type_it(name: str, ways: list[str]) -> None:
    all_keys = [key for _, key in keys(name)]
    for way in ways:
        assert any(key.startswith(typed(way)) for key in all_keys), way


def test_ways_that_are_none() -> None:
    assert not any(key.startswith("wei") for _, key in keys("张三"))
    assert fits("张三", "zw") is None
    assert fits("张三", "张四") is None


@pytest.mark.parametrize("query", ["zhang伟", "张w", "张wei", "zwei", "zhw", "zh伟", "Zhang Wei"])
def test_letters_and_characters_may_be_mixed(query: str) -> None:
    def begun(start: int, wanted: str) -> bool:
        return any(at == start and key.startswith(wanted) for at, key in keys("张伟"))

    assert begun(0, typed(query)) or any(
        all(begun(0, one) for one in way.here) and all(begun(1, one) for one in way.later)
        for way in ways(query)
    )
    assert fits("张伟", query) == 0
    assert fits("小张伟", query) == 1


@pytest.mark.parametrize("query", ["张伟", "z", "zw", "2025", "li", "", "·"])
def test_what_begins_a_key_or_nothing_is_not_looked_for_in_another_way(query: str) -> None:
    assert ways(query) == ()


def test_readings_have_no_tones_and_other_signs_stand_for_themselves() -> None:
    assert readings("吕") == ("lv", "lu")
    assert readings("A") == ("A",)
    assert ("z", "wei") in segments("zwei")
    assert spelt("单") == ("dan", "chan", "shan")


@given(
    st.text(st.sampled_from("张伟单曾解仇查朴区万俟吕阿依·Ab1级"), min_size=1, max_size=8),
    st.data(),
)
def test_whatever_begins_a_key_fits_the_name(name: str, data: st.DataObject) -> None:
    found = list(keys(name))
    if found:
        _start, key = data.draw(st.sampled_from(found))
        part = key[: data.draw(st.integers(1, len(key)))]
        assert fits(name, part) is not None
