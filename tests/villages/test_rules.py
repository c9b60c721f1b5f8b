"""What a village still lacks."""

import pytest

from villages.rules import Seats, gaps, usual_party_form


@pytest.mark.parametrize(
    ("members", "form"),
    [
        (None, ""),
        (0, ""),
        (2, ""),
        (3, "branch"),
        (50, "branch"),
        (51, "general_branch"),
        (99, "general_branch"),
        (100, "committee"),
    ],
)
def test_the_form_of_a_party_organisation_follows_its_members(members, form):
    assert usual_party_form(members) == form


def _seats(kind="committee", **facts):
    whole = {"members": 5, "has_head": True, "women": 1, "unknown_sex": 0, "without_id_number": 0}
    return Seats(kind=kind, **whole | facts)


@pytest.mark.parametrize(
    ("seats", "found"),
    [
        (_seats(), 0),
        (_seats(members=0, has_head=False, women=0), 1),
        (_seats(has_head=False), 1),
        (_seats(women=0), 1),
        (_seats(women=0, unknown_sex=1), 0),
        (_seats("party", women=0), 0),
        (_seats(without_id_number=2), 1),
        (_seats(has_head=False, women=0, without_id_number=1), 3),
    ],
)
def test_each_gap_of_a_body_is_found_once(seats, found):
    assert [gap.subject for gap in gaps(missing_figures=[], bodies=[seats])] == [seats.kind] * found


def test_missing_figures_come_first():
    found = gaps(missing_figures=["population"], bodies=[_seats(members=0)])
    assert [gap.subject for gap in found] == ["profile", "committee"]
