"""Pure decisions about jobs."""

import pytest

from jobs.rules import percent, seconds_left


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [(0, None, None), (0, 0, None), (0, 10, 0), (999, 1000, 99), (1000, 1000, 100), (12, 10, 100)],
)
def test_hundred_per_cent_means_all(done, total, expected):
    assert percent(done, total) == expected


@pytest.mark.parametrize(
    ("elapsed", "done", "total", "expected"),
    [
        (10.0, 25, 100, 30.0),
        (10.0, 0, 100, None),
        (10.0, 25, None, None),
        (10.0, 100, 100, None),
        (2.9, 25, 100, None),
        (3.0, 25, 100, 9.0),
    ],
)
def test_the_rest_takes_as_long_as_the_pace_so_far_says(elapsed, done, total, expected):
    assert seconds_left(elapsed=elapsed, done=done, total=total) == expected
