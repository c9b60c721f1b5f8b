"""Near relatives among those voted on: those on record are taken over, those of others typed."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ballots.services import NamePlan, PostPlan, VotePlan, arrange_following, arrange_vote, open_vote, save_kinship
from people.models import Kin, Kinship
from tests.ballots.voting import DAY, ORGANISER, clerks, counted, make_election
from tests.factories import VILLAGE, make_person
from villages.models import Post

pytestmark = pytest.mark.django_db
VOTES = {"王小明": 300, "李小红": 240, "赵大勇": 210, "史文斌": 30}


@pytest.fixture
def people():
    return {name: make_person(name, village_code=VILLAGE) for name in ("王小明", "李小红", "赵大勇")}


def arrange(people):
    names = [NamePlan(name, "M", people.get(name)) for name in VOTES]
    plan = VotePlan([PostPlan(Post.MEMBER, 2, names)], day=DAY, electors=700, electors_source="roll")
    return arrange_vote(scope=ORGANISER, election=make_election(), plan=plan)


def marry(people):
    return Kinship.objects.create(person=people["王小明"], relative=people["李小红"], kind=Kin.SPOUSE)


def pairs(vote):
    return {(pair.one, pair.other, pair.relation, pair.on_record) for pair in vote.kinships.all()}


def test_who_is_married_on_record_is_not_seated_beside_his_wife(people):
    marry(people)
    result = counted(open_vote(scope=ORGANISER, vote=arrange(people)), clerks(), VOTES)
    assert result.record["relatives"] == [["王小明", "李小红", "spouse"]]
    assert [one["name"] for one in result.verdict["elected"]] == ["王小明", "赵大勇"]


def test_what_follows_from_two_links_counts(people):
    father = make_person("王老三", village_code=VILLAGE)
    for name in ("王小明", "赵大勇"):
        Kinship.objects.create(person=people[name], relative=father, kind=Kin.PARENT)
    assert pairs(arrange(people)) == {("王小明", "赵大勇", "sibling", True)}


@pytest.mark.parametrize("when", ["arranged", "open"])
def test_a_family_mended_before_the_count_counts_as_mended(people, when):
    link = marry(people)
    vote = arrange(people)
    if when == "open":
        open_vote(scope=ORGANISER, vote=vote)
    link.delete()
    if when == "arranged":
        open_vote(scope=ORGANISER, vote=vote)
    assert "relatives" not in counted(vote, clerks(), VOTES).record


def test_after_the_count_the_relatives_stay_as_they_were_judged(people):
    link = marry(people)
    vote = open_vote(scope=ORGANISER, vote=arrange(people))
    counted(vote, clerks(), VOTES)
    link.delete()
    assert pairs(vote) == {("王小明", "李小红", "spouse", True)}
    with pytest.raises(ValidationError, match="recount"):
        save_kinship(scope=ORGANISER, vote=vote, pairs=[])


def test_what_is_typed_stands_beside_what_is_on_record_and_cannot_replace_it(people):
    marry(people)
    vote = arrange(people)
    typed = [("李小红", "王小明", "兄妹"), ("赵大勇", "史文斌", "parent")]
    save_kinship(scope=ORGANISER, vote=vote, pairs=typed)
    kept = {("王小明", "李小红", "spouse", True), ("赵大勇", "史文斌", "parent", False)}
    assert pairs(vote) == kept
    save_kinship(scope=ORGANISER, vote=vote, pairs=[])
    assert pairs(vote) == {("王小明", "李小红", "spouse", True)}


def test_a_following_vote_keeps_what_was_typed(people):
    marry(people)
    vote = open_vote(scope=ORGANISER, vote=arrange(people))
    save_kinship(scope=ORGANISER, vote=vote, pairs=[("赵大勇", "史文斌", "parent")])
    counted(vote, clerks(), VOTES | {"赵大勇": 190})
    second = arrange_following(scope=ORGANISER, vote=vote, kind="second_round")
    assert ("赵大勇", "史文斌", "parent", False) in pairs(second)


def test_the_page_shows_what_is_on_record_and_asks_for_the_rest(client, people):
    marry(people)
    vote = arrange(people)
    client.force_login(clerks()[0])
    address = reverse("ballots:relatives", args=[vote.pk])
    page = client.get(address)
    assert [(pair.one, pair.other) for pair in page.context["known"]] == [("王小明", "李小红")]
    assert page.context["form"].initial["relatives"] == ""
    assert client.post(address, {"relatives": "赵大勇 史文斌 父母"}).status_code == 302
    assert client.get(address).context["form"].initial["relatives"] == "赵大勇 史文斌 父母"
    assert "王小明–李小红" in client.get(reverse("ballots:vote", args=[vote.pk])).content.decode()
