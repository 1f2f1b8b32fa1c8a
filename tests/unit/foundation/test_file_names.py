"""Names that no system refuses, and that Windows does not change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.foundation.file_names import file_name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("张/三:李?四", "张_三_李_四"),
        ("计算机2023级1班/2班团支部", "计算机2023级1班_2班团支部"),
        (" 王. ", "王"),
        ("con", "_con"),
        ("aux .小组", "_aux .小组"),
        ("COM¹", "_COM¹"),
        ("LPT1.x", "_LPT1.x"),
        ("..", "未命名"),
        ("长" * 200, "长" * 60),
        ("长" * 59 + " .活动", "长" * 59),
    ],
)
def test_names_of_files_suit_every_system(words: str, name: str) -> None:
    assert file_name(words) == name


@given(st.text(max_size=100))
def test_windows_keeps_a_name_as_it_is(words: str) -> None:
    name = file_name(words)
    assert name
    assert name == name.strip(" .")
    assert not set(name) & set('<>:"/\\|?*')
    assert len(name) <= 61
