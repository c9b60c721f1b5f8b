"""Votes of the demonstration county: Party elections counted by the score, and committees in every state there is."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.scope import Grant, Scope
from ballots.models import (
    PAPERS,
    Decision,
    ItemKind,
    Line,
    Source,
    Station,
    StationKind,
    Vote,
)
from ballots.services import (
    Event,
    Figures,
    NamePlan,
    PostPlan,
    VotePlan,
    add_item,
    arrange_following,
    arrange_rerun,
    arrange_vote,
    change_arrangement,
    close_vote,
    issue_certificates,
    move_recall,
    open_count,
    open_vote,
    record_doubtful_paper,
    rule_on,
    save_handover,
    save_sheet,
    save_station,
    strike,
)
from demo.geography import COUNTY
from demo.party_votes import make_party_votes, of_different_names
from elections.models import Body, Cycle, Election
from people.models import Person
from villages.models import Member, Post

_SCOPE = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, "沁源县"),))
_PILOT = "140431101"
_NOTE = "选民名单尚未在系统中冻结，数字取自村民选举委员会公告"
# Villages of 郭道镇, the county's pilot, by the story of their committee's vote.
_STORIES = ("complete", "second", "tie", "refused", "void", "disputed", "restored", "mobile", "complete", "counting")


def make_votes(random: Random) -> None:
    """All votes of the county's cycle."""
    cycle = Cycle.objects.get(county_id=COUNTY)
    clerks = (User.objects.get(username="liaison"), User.objects.get(username="county"))
    people = _people()
    make_party_votes(cycle, clerks, people, random)
    _Committees(cycle, clerks, people, random).make()


def _people() -> dict[str, list[Person]]:
    """The inhabitants on record by village, members of bodies first."""
    found: dict[str, list[Person]] = defaultdict(list)
    seen: set[int] = set()
    for member in Member.objects.select_related("person", "body").order_by("pk"):
        if member.person_id not in seen:
            seen.add(member.person_id)
            found[member.body.village_id].append(member.person)
    return found


class _Committees:
    """The committees' votes of the pilot township and of a few villages of 沁河镇, one story each."""

    def __init__(
        self, cycle: Cycle, clerks: tuple[User, User], people: dict[str, list[Person]], random: Random
    ) -> None:
        self.cycle, self.clerks, self.people, self.random = cycle, clerks, people, random
        self.today = timezone.localdate()

    def make(self) -> None:
        """One village after the other."""
        pilots = self.cycle.elections.filter(body=Body.COMMITTEE, village__code__startswith=_PILOT)
        for place, election in enumerate(pilots.select_related("village", "cycle").order_by("village_id")[:10]):
            day = self.today - datetime.timedelta(days=14 - place)
            Election.objects.filter(pk=election.pk).update(election_day=day)
            getattr(self, f"_{_STORIES[place]}")(election, day)
        self._arranged(self._election("140431100200"))
        self._counting(self._election("140431100203"), self.today)
        self._differing(self._election("140431100201"), self.today)

    def _election(self, village: str) -> Election:
        return self.cycle.elections.select_related("village", "cycle").get(village_id=village, body=Body.COMMITTEE)

    def _plan(self, election: Election, day: datetime.date, electors: int, **changes: Any) -> VotePlan:
        """A director and two or three members, one more candidate than seats for each."""
        people = of_different_names(self.people[election.village_id])
        names = [NamePlan(person.name, person.sex, person) for person in people]
        posts = [PostPlan(Post.DIRECTOR, 1, names[:2]), PostPlan(Post.MEMBER, 2, names[2:5])]
        values = {"place": "村民活动中心", "electors_source": Source.TYPED, "electors_note": _NOTE} | changes
        return VotePlan(posts, day=day, electors=electors, **values)

    def _open(self, election: Election, day: datetime.date, electors: int = 700, **changes: Any) -> Vote:
        plan = self._plan(election, day, electors, **changes)
        vote = arrange_vote(scope=_SCOPE, election=election, plan=plan)
        self._staff(vote)
        return open_vote(scope=_SCOPE, vote=vote)

    def _staff(self, vote: Vote) -> None:
        for station in vote.stations.all():
            values = {
                "callers": "史秀英",
                "tellers": "田彩凤、白雪梅",
                "scrutineers": "段文斌、侯卫东",
                "hours": "8:00-12:00",
            }
            save_station(scope=_SCOPE, vote=vote, values=values, station=station, version=station.version)

    def _enter(self, vote: Vote, votes: Sequence[int], papers: Sequence[int], station: Station | None = None) -> None:
        """The same figures by two clerks; votes in the order of the lines, papers in that of the form."""
        for clerk in self.clerks:
            self._one(vote, clerk, votes, papers, station)

    def _one(
        self, vote: Vote, clerk: User, votes: Sequence[int], papers: Sequence[int], station: Station | None = None
    ) -> None:
        lines = Line.objects.filter(post__ballot__vote=vote).order_by("post__position", "position", "pk")
        figures = Figures(
            dict(zip(PAPERS, papers, strict=True)),
            {line.pk: (number, None) for line, number in zip(lines, votes, strict=True)},
        )
        place = station or vote.stations.order_by("pk")[0]
        save_sheet(scope=_SCOPE, user=clerk, station=place, ballot=vote.ballots.get(), figures=figures)

    def _close(self, vote: Vote) -> None:
        close_vote(scope=_SCOPE, user=self.clerks[1], vote=vote)

    def _certified(self, vote: Vote) -> None:
        issue_certificates(
            scope=_SCOPE,
            user=self.clerks[1],
            vote=vote,
            issuer="郭道镇人民政府",
            issued_on=self.today,
            prefix=f"沁村选〔{self.today.year}〕",
        )

    def _complete(self, election: Election, day: datetime.date) -> None:
        vote = self._open(election, day, 712)
        record_doubtful_paper(
            scope=_SCOPE,
            user=self.clerks[0],
            station=vote.stations.order_by("pk")[0],
            ballot=vote.ballots.get(),
            description="委员栏另选人写的是小名“二小”",
            decision=Decision.SPOILED,
            members_for=5,
            members_against=2,
            reason="本村有三人小名相同，无法确认所选的人。",
        )
        self._enter(vote, (366, 180, 401, 352, 210), (720, 640, 611, 603, 590, 13, 6))
        self._close(vote)
        self._certified(vote)
        if election.village_id.endswith("200"):
            self._handed_over(election, day)
            self._recall(election)

    def _handed_over(self, election: Election, day: datetime.date) -> None:
        values = {"formed_on": day, "chair": "村民选举委员会主任 郝俊杰", "supervisor": "郭道镇 刘志强"}
        handover = save_handover(scope=_SCOPE, election=election, values=values, version=0)
        for place, kind in enumerate(ItemKind):
            names = (
                "村民委员会公章",
                "会计账簿及银行存款对账单",
                "村集体固定资产",
                "土地流转合同",
                "选举文件和选票",
                "应收承包费",
                "饮水工程尾工",
            )
            item = {"kind": kind, "name": names[place], "quantity": (1, 6, 43, 12, 5, 3, 1)[place], "condition": "完好"}
            add_item(scope=_SCOPE, handover=handover, values=item)
        held = {"held_on": min(day + datetime.timedelta(days=6), self.today)}
        save_handover(scope=_SCOPE, election=election, values=held, version=handover.version)

    def _recall(self, election: Election) -> None:
        person = self.people[election.village_id][2]
        move_recall(
            scope=_SCOPE,
            election=election,
            targets=[(NamePlan(person.name, person.sex, person), Post.MEMBER)],
            submitted_on=self.today - datetime.timedelta(days=1),
            reasons="未按规定公开村务，村民多次要求后仍未改正。",
            voters=(97, 712),
        )

    def _second(self, election: Election, day: datetime.date) -> None:
        """Nobody over half for director: the second round, won with more than a third."""
        vote = self._open(election, day, 530)
        self._enter(vote, (212, 203, 301, 262, 120), (540, 470, 450, 441, 430, 11, 4))
        self._close(vote)
        second = arrange_following(scope=_SCOPE, vote=vote, kind="second_round", day=day + datetime.timedelta(days=5))
        open_vote(scope=_SCOPE, vote=second)
        self._enter(second, (241, 170), (540, 440, 431, 428, 420, 8, 3))
        self._close(second)
        self._certified(second)

    def _tie(self, election: Election, day: datetime.date) -> None:
        """Equal votes at the last seat: arranged again among the two."""
        vote = self._open(election, day, 480)
        self._enter(vote, (265, 110, 238, 238, 238), (500, 430, 421, 415, 406, 9, 5))
        self._close(vote)
        arrange_following(scope=_SCOPE, vote=vote, kind="tie_vote", day=self.today + datetime.timedelta(days=2))

    def _refused(self, election: Election, day: datetime.date) -> None:
        """More papers than electors: nobody is elected until a recount."""
        vote = self._open(election, day, 356)
        self._enter(vote, (201, 130, 240, 205, 98), (400, 372, 350, 361, 352, 9, 2))
        self._close(vote)

    def _void(self, election: Election, day: datetime.date) -> None:
        """Less than half took part: the whole vote anew."""
        vote = self._open(election, day, 905)
        self._enter(vote, (241, 150, 260, 255, 170), (920, 460, 430, 428, 420, 8, 6))
        self._close(vote)
        arrange_rerun(scope=_SCOPE, vote=vote, day=self.today + datetime.timedelta(days=6))

    def _disputed(self, election: Election, day: datetime.date) -> None:
        vote = self._open(election, day, 640)
        self._enter(vote, (330, 190, 351, 322, 160), (660, 560, 550, 545, 535, 10, 3))
        self._close(vote)
        self._rule(vote, "disputed", "受理选举问题举报的通知", 7)

    def _restored(self, election: Election, day: datetime.date) -> None:
        vote = self._open(election, day, 415)
        self._enter(vote, (230, 120, 241, 214, 88), (430, 380, 371, 366, 360, 6, 2))
        self._close(vote)
        self._rule(vote, "disputed", "受理选举问题举报的通知", 8)
        self._rule(vote, "restored", "关于选举问题调查结果的决定", 11)
        self._certified(vote)

    def _rule(self, vote: Vote, standing: str, act: str, number: int) -> None:
        rule_on(
            scope=_SCOPE,
            user=self.clerks[1],
            vote=vote,
            one=None,
            standing=standing,
            act=act,
            issuer="郭道镇人民政府",
            document=f"郭政发〔{self.today.year}〕{number}号",
            on=self.today,
            basis="《村民委员会组织法》（2025年修正）第二十一条",
            reason="村民反映投票前有人散发财物；经调查" + ("属实情况待核。" if standing == "disputed" else "不属实。"),
        )

    def _mobile(self, election: Election, day: datetime.date) -> None:
        """A meeting, a station and a small mobile box whose figures an export puts together with another's."""
        plan = self._plan(election, day, 610)
        vote = arrange_vote(scope=_SCOPE, election=election, plan=plan)
        self._staff(vote)
        for kind, name, place in (
            (StationKind.STATION, "后沟投票站", "后沟自然村小学"),
            (StationKind.MOBILE, "一号流动票箱", "后沟—石窑—卫生室"),
        ):
            values = {
                "kind": kind,
                "name": name,
                "place": place,
                "scrutineers": "段文斌、侯卫东、马晓东",
                "approval": f"郭政函〔{self.today.year}〕4号" if kind == StationKind.MOBILE else "",
            }
            save_station(scope=_SCOPE, vote=vote, values=values, station=None, version=0)
        vote = open_vote(scope=_SCOPE, vote=vote)
        centre, station, box = vote.stations.order_by("pk")
        self._enter(vote, (262, 120, 290, 255, 101), (430, 401, 398, 395, 388, 7, 4), centre)
        self._enter(vote, (71, 32, 80, 66, 30), (130, 111, 108, 107, 105, 2, 1), station)
        self._enter(vote, (12, 5, 15, 11, 4), (20, 18, 18, 18, 18, 0, 0), box)
        self._close(vote)

    def _arranged(self, election: Election) -> None:
        plan = self._plan(election, election.election_day or self.today, 688)
        vote = arrange_vote(scope=_SCOPE, election=election, plan=plan)
        self._staff(vote)
        change_arrangement(scope=_SCOPE, vote=vote, plan=plan, version=vote.version)

    def _differing(self, election: Election, day: datetime.date) -> None:
        """Two clerks differ in a cell; somebody has to look at the paper form again."""
        vote = self._open(election, day, 566)
        self._one(vote, self.clerks[0], (291, 160, 310, 281, 120), (580, 490, 478, 471, 462, 9, 5))
        self._one(vote, self.clerks[1], (297, 160, 310, 281, 120), (580, 490, 478, 471, 462, 9, 5))

    def _counting(self, election: Election, day: datetime.date) -> None:
        """Votes are being called."""
        plan = self._plan(election, day, 400)
        plan = VotePlan(plan.posts[:1], **{name: getattr(plan, name) for name in _BESIDE_POSTS})
        vote = arrange_vote(scope=_SCOPE, election=election, plan=plan)
        self._staff(vote)
        vote = open_vote(scope=_SCOPE, vote=vote)
        station, ballot = vote.stations.get(), vote.ballots.get()
        count = open_count(scope=_SCOPE, user=self.clerks[0], station=station, ballot=ballot)
        lines = list(Line.objects.filter(post__ballot=ballot).values_list("pk", flat=True))
        calls = ["vote:0"] * 83 + ["vote:1"] * 71 + ["blank"] * 2 + ["spoiled"] * 3
        self.random.shuffle(calls)
        strike(
            scope=_SCOPE,
            user=self.clerks[0],
            count=count,
            events=[_event(n, call, lines) for n, call in enumerate(calls, 1)],
        )


_BESIDE_POSTS = ("day", "place", "electors", "electors_source", "electors_note")


def _event(number: int, call: str, lines: Sequence[int]) -> Event:
    kind, _separator, place = call.partition(":")
    return Event("demonstration", number, kind, lines[int(place)] if place else None, paper=f"p{number}")
