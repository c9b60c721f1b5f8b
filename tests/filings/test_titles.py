"""A title is broken by sense, as a trapezoid or rhombus."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.titles import title_lines


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("选举结果公告", ("选举结果公告",)),
        (
            "中共沁河镇委员会关于城西村党组织换届选举候选人预备人选的请示",
            ("中共沁河镇委员会", "关于城西村党组织换届选举", "候选人预备人选的请示"),
        ),
        ("关于确定城西村村民委员会选举日的公告", ("关于确定城西村村民委员会选举日的公告",)),
        ("关于确定胜利路社区居民委员会选举日的公告", ("关于确定胜利路社区", "居民委员会选举日的公告")),
    ],
)
def test_breaks(title: str, lines: tuple[str, ...]) -> None:
    assert title_lines(title) == lines


@given(st.text(alphabet="关于村民委员会选举的公告（）《》、镇请示", max_size=60))
def test_nothing_is_lost_no_line_is_too_long_and_no_mark_stands_where_it_must_not(title: str) -> None:
    lines = title_lines(title, 19)
    assert "".join(lines) == title
    assert all(len(line) <= 19 for line in lines)


@given(st.text(alphabet="关于村民委员会选举的公告镇请示", min_size=20, max_size=57))
def test_no_line_begins_with_the_particle(title: str) -> None:
    possible = "的的" not in title and not title.startswith("的")
    assert not possible or not any(line.startswith("的") for line in title_lines(title, 19))
