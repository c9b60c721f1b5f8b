"""Two clerks, the second blind: what they agree on counts, what differs is settled, nothing is overwritten."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.roles import Role
from ballots.models import Accepted, Entry, Sheet
from ballots.services import add_write_in, close_vote, order_recount, record_doubtful_paper, settle
from ballots.services.figures import differences, entries_of
from electionadmin.versions import Stale
from tests.ballots.voting import DAY, ORGANISER, PAPERS, agree, clerks, counted, enter, first_station, make_vote
from tests.factories import VILLAGE, make_officer

pytestmark = pytest.mark.django_db
VOTES = {"A": 201, "B": 190}


def address(vote, name="figures"):
    return reverse(f"ballots:{name}", args=[first_station(vote).pk, vote.ballots.get().pk])


def typed(vote, seen=0, **changes):
    lines = {f"for_{line.pk}": VOTES[line.name] for line in vote.ballots.get().posts.get().lines.all()}
    return {"seen": seen, **PAPERS, **lines, **changes}


def test_what_two_clerks_agree_on_counts():
    vote = make_vote()
    agree(vote, clerks(), VOTES)
    accepted = Accepted.objects.get()
    assert (accepted.sheet.entry, accepted.other.entry) == (Entry.FIRST, Entry.SECOND)


@pytest.mark.parametrize("votes", [{"A": 202, "B": 190}, {"A": 201, "B": 191}])
def test_what_differs_does_not_count_until_it_is_settled_with_a_reason(votes):
    vote, (one, two) = make_vote(), clerks()
    first, second = enter(vote, one, VOTES), enter(vote, two, votes)
    [key] = differences(first, second)
    place = {"scope": ORGANISER, "user": one, "station": first_station(vote), "ballot": vote.ballots.get()}
    assert not Accepted.objects.exists()
    for wrong in ({"figures": {}, "reason": "x"}, {"figures": {key: 5}, "reason": ""}):
        with pytest.raises(ValidationError):
            settle(**place, **wrong)
    settle(**place, figures={key: 200}, reason="read again")
    assert Sheet.objects.count() == 3
    assert Accepted.objects.get().sheet.entry == Entry.SETTLED


def test_an_empty_cell_is_no_zero_and_does_not_count():
    vote, users = make_vote(), clerks()
    agree(vote, users, {"A": 201, "B": None})
    assert not Accepted.objects.exists()
    assert {sheet.complete for sheet in Sheet.objects.all()} == {False}
    for user in users:
        enter(vote, user, {"A": 201, "B": 0}, seen=1)
    assert Accepted.objects.get().sheet.lines.get(line__name="B").votes == 0


def test_a_clerk_saves_again_as_another_revision_and_sees_what_another_window_saved():
    vote, (one, _two) = make_vote(), clerks()
    enter(vote, one, {"A": 1, "B": None})
    enter(vote, one, {"A": 2, "B": None}, seen=1)
    with pytest.raises(Stale):
        enter(vote, one, {"A": 3, "B": None}, seen=1)
    assert list(Sheet.objects.values_list("revision", flat=True)) == [1, 2]


def test_the_same_clerk_is_not_his_own_second():
    vote, (one, _two) = make_vote(), clerks()
    enter(vote, one, VOTES)
    enter(vote, one, VOTES, seen=1)
    assert entries_of(first_station(vote), vote.ballots.get()).second is None


def test_accepted_figures_are_corrected_by_a_recount_only():
    vote, users = make_vote(), clerks()
    agree(vote, users, VOTES)
    with pytest.raises(ValidationError, match="recount"):
        enter(vote, users[0], VOTES, seen=1)
    counted_at = {"ordered_on": DAY, "ordered_by": "x", "document": "", "reason": "y"}
    order_recount(scope=ORGANISER, user=users[0], vote=vote, station=None, **counted_at)
    with pytest.raises(ValidationError, match="not accepted yet"):
        close_vote(scope=ORGANISER, user=users[0], vote=vote)
    agree(vote, users, {"A": 205, "B": 180})
    assert close_vote(scope=ORGANISER, user=users[0], vote=vote).verdict["elected"][0]["votes"] == 205


def test_a_name_written_in_wins_and_is_flagged_for_review():
    from ballots.queries import write_in_winners

    vote, users = make_vote(), clerks()
    post = vote.ballots.get().posts.get()
    add_write_in(scope=ORGANISER, vote=vote, post=post, name="W", person=None)
    counted(vote, users, {"A": 100, "B": 50, "W": 220})
    assert [one.name for one in write_in_winners([vote.election])] == ["W"]


def test_a_doubtful_paper_is_decided_by_majority():
    vote, (one, _two) = make_vote(), clerks()
    facts = {"description": "x", "decision": "spoiled", "reason": "art. 12", "user": one, "scope": ORGANISER}
    place = {"station": first_station(vote), "ballot": vote.ballots.get()}
    with pytest.raises(ValidationError):
        record_doubtful_paper(**facts, **place, members_for=2, members_against=2)
    assert record_doubtful_paper(**facts, **place, members_for=4, members_against=1).number == 1


def test_the_second_clerk_sees_nothing_of_the_first(client):
    vote, (one, two) = make_vote(), clerks()
    client.force_login(one)
    client.post(address(vote), typed(vote, issued=417))
    client.force_login(two)
    for page in ("figures", "compared"):
        assert "417" not in client.get(address(vote, page)).content.decode()
    assert "417" not in client.get(reverse("ballots:vote", args=[vote.pk])).content.decode()
    client.post(address(vote), typed(vote))
    assert "417" in client.get(address(vote, "compared")).content.decode()


@pytest.mark.parametrize("value", ["-1", "x", "1.5", "12345678901", "一百"])
def test_what_is_no_figure_is_told_at_the_cell_and_the_rest_stays_typed(client, value):
    vote = make_vote()
    client.force_login(make_officer(Role.VILLAGE_INFORMANT, VILLAGE))
    form = client.post(address(vote), typed(vote, issued=value)).context["form"]
    assert set(form.errors) == {"issued"}
    assert (form["issued"].value(), form["valid"].value()) == (value, str(PAPERS["valid"]))
    assert not Sheet.objects.exists()


def test_figures_typed_with_full_width_digits_and_commas_are_read(client):
    vote, (one, _two) = make_vote(), clerks()
    client.force_login(one)
    client.post(address(vote), typed(vote, printed="１，０００"))
    assert Sheet.objects.get().printed == 1000


def test_the_form_shows_what_was_saved_in_another_window(client):
    vote, (one, _two) = make_vote(), clerks()
    client.force_login(one)
    client.post(address(vote), typed(vote, issued="", blank=""))
    again = client.post(address(vote), typed(vote, issued=418))
    assert [row[0] for row in again.context["changed"]]
    assert again.context["form"]["issued"].value() == "418"
    assert client.post(address(vote), typed(vote, seen=1, issued=418)).status_code == 302
    assert Sheet.objects.order_by("-pk")[0].issued == 418


def test_sums_are_told_by_the_server_too(client):
    vote, (one, _two) = make_vote(), clerks()
    client.force_login(one)
    page = client.post(address(vote), typed(vote, valid=390, issued=""))
    states = {str(check.label): state for check, state, _told in client.get(page.url).context["checks"]}
    assert states["Valid + spoiled = returned"] == "block"
    assert states["Returned ≤ issued"] == "wait"


def test_differing_cells_are_settled_on_the_page(client):
    vote, (one, two) = make_vote(), clerks()
    enter(vote, one, VOTES)
    enter(vote, two, {"A": 202, "B": 190})
    client.force_login(one)
    page = client.get(address(vote, "compared"))
    [row] = [row for row in page.context["rows"] if row["differs"]]
    assert (row["first"], row["second"]) == (201, 202)
    refused = client.post(address(vote, "compared"), {row["key"]: "", "reason": ""})
    assert set(refused.context["form"].errors) == {row["key"], "reason"}
    client.post(address(vote, "compared"), {row["key"]: "201", "reason": "read again"})
    assert Accepted.objects.get().sheet.reason == "read again"
