"""From recommendation to formal list in the demonstration county: meetings, nominations in every state, assessments, plans."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from candidates.meetings.services import verdicts
from candidates.models import (
    Assessment,
    Decision,
    Dimension,
    DrawnList,
    Meeting,
    MeetingKind,
    MeetingVote,
    Nomination,
    Nominator,
    PlanEntry,
    PostSeats,
    State,
    Targets,
    Weights,
)
from demo.candidate_notices import make_notices
from demo.geography import COUNTY
from demo.inhabitants import Inhabitant, Inhabitants
from demo.villages import save_people
from elections.models import Body, Cycle, Election
from people.models import Person
from villages.models import BodyKind, Member, Post, VillageProfile

_REFUSALS = ("常年在外经商，不能履职", "身体原因", "已考取乡镇公益岗位")
_WITHDRAWALS = ("本人书面申请退出", "提名人撤回提名")
_REMOVALS = ("联审发现行政处罚，取消人选资格", "考察不同意", "信访反映问题查实，取消人选资格")
_EVIDENCE = {
    Dimension.POLITICS: "“三会一课”、主题党日出勤情况；民主评议党员优秀",
    Dimension.MORALS: "村民代表座谈反映；无违法违纪记录",
    Dimension.ABILITY: "带领村民办合作社，处理矛盾纠纷情况",
    Dimension.RESULTS: "近三年集体经济收入、人居环境整治考核",
    Dimension.SUPPORT: "入户走访、民主测评结果",
}


@dataclass(slots=True)
class Places:
    """What is made for one election: seats by post, and the people for them in order of their votes."""

    election: Election
    seats: dict[Post, int]
    people: list[tuple[Person, Post]] = field(default_factory=list)


def make_candidates(*, cycle: Cycle, random: Random) -> None:
    """About 1,200 persons; two villages in three have fixed their Party's formal list, half have nominees for the committee."""
    seated = _seated()
    party = _party(cycle, seated, random)
    committee = _committees(cycle, seated, random)
    _fill(party, committee, seated, random)
    PostSeats.objects.bulk_create(
        PostSeats(
            election=one.election,
            post=post,
            number=number,
            decided_on=cycle.starts_on + datetime.timedelta(days=random.randint(8, 20)),
        )
        for one in (*party, *committee)
        for post, number in one.seats.items()
    )
    rows = [*_recommended(party, random), *_nominated(committee, random)]
    _move(rows, random)
    make_notices(cycle=cycle, random=random)
    _assess(cycle, random)
    _plan(cycle, random)


def _seated() -> dict[tuple[str, str], list[Member]]:
    found: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in Member.objects.filter(ends_on=None).select_related("person", "body").order_by("pk"):
        found[member.body.village_id, member.body.kind].append(member)
    return found


def _elections(cycle: Cycle, body: Body) -> list[Election]:
    rows = cycle.elections.filter(body=body).select_related("village", "cycle").order_by("village_id")
    return list(rows)


def _party(cycle: Cycle, seated: dict[tuple[str, str], list[Member]], random: Random) -> list[Places]:
    found = []
    for election in _elections(cycle, Body.PARTY):
        members = seated[election.village_id, BodyKind.PARTY]
        places = Places(election, {Post.SECRETARY: 1, Post.MEMBER: max(len(members) - 1, 2)})
        keep = [member for member in members if random.random() < 0.8 or member.post == Post.SECRETARY]
        places.people = [(one.person, Post(one.post)) for one in keep]
        found.append(places)
    return found


def _committees(cycle: Cycle, seated: dict[tuple[str, str], list[Member]], random: Random) -> list[Places]:
    found = []
    for number, election in enumerate(_elections(cycle, Body.COMMITTEE)):
        if number % 5 > 1:
            continue
        members = seated[election.village_id, BodyKind.COMMITTEE]
        places = Places(election, {Post.DIRECTOR: 1, Post.MEMBER: max(len(members) - 1, 2)})
        places.people = [(one.person, Post(one.post)) for one in members if random.random() < 0.85]
        found.append(places)
    return found


def _fill(
    party: list[Places], committee: list[Places], seated: dict[tuple[str, str], list[Member]], random: Random
) -> None:
    """New people up to one or two more than the seats, all put on record at once."""
    drawn = Inhabitants(random, taken=set(Person.objects.exclude(id_last4="").values_list("id_index", flat=True)))
    wanted: list[tuple[Places, Post, Inhabitant]] = []
    for one in party:
        short = sum(one.seats.values()) + 1 + (random.random() < 0.3) - len(one.people)
        wanted += [(one, Post.MEMBER, _draw(drawn, one.election, random, in_party=True)) for _ in range(short)]
    for one in committee:
        for post, seats in one.seats.items():
            short = seats + 1 - sum(known == post for _person, known in one.people)
            new = [_draw(drawn, one.election, random, in_party=random.random() < 0.5) for _ in range(short)]
            wanted += [(one, post, inhabitant) for inhabitant in new]
    people = save_people([inhabitant for _one, _post, inhabitant in wanted])
    for (one, post, _inhabitant), person in zip(wanted, people, strict=True):
        one.people.append((person, post))


def _draw(drawn: Inhabitants, election: Election, random: Random, *, in_party: bool) -> Inhabitant:
    return drawn.draw(code=election.village_id, age=39, woman=random.random() < 0.34, in_party=in_party)


def _recommended(party: list[Places], random: Random) -> list[Nomination]:
    """The two meetings of each village, judged by the engine; the names in order of their score."""
    held = [one for one in party if one.election.election_day or random.random() < 0.6]
    profiles = dict(VillageProfile.objects.values_list("village_id", "party_members"))
    meetings, votes = [], []
    for one in held:
        day = _day_of_meetings(one.election, random)
        due = profiles.get(one.election.village_id) or random.randint(24, 60)
        for kind, entitled in ((MeetingKind.MEMBERS, due), (MeetingKind.VILLAGERS, random.randint(28, 50))):
            present = entitled * random.randint(72, 95) // 100
            meeting = Meeting(
                election=one.election,
                kind=kind,
                held_on=day,
                due=entitled,
                present=present,
                returned=present,
                names_per_paper=sum(one.seats.values()) + 1,
                place="村党群服务中心",
                chaired_by="乡镇包村领导",
                recorded_by="村文书、乡镇指导员",
            )
            meetings.append(meeting)
            for place, (person, _post) in enumerate(one.people):
                share = max(92 - 5 * place - random.randint(0, 4), 54)
                votes.append(MeetingVote(meeting=meeting, person=person, votes=present * share // 100))
    Meeting.objects.bulk_create(meetings)
    MeetingVote.objects.bulk_create(votes)
    return _drawn(held)


def _day_of_meetings(election: Election, random: Random) -> datetime.date:
    today = election.cycle.starts_on + datetime.timedelta(days=84)
    day = (election.election_day or today + datetime.timedelta(days=9)) - datetime.timedelta(
        days=random.randint(26, 31)
    )
    return max(min(day, today - datetime.timedelta(days=3)), election.cycle.starts_on)


def _drawn(held: list[Places]) -> list[Nomination]:
    judged = verdicts([one.election for one in held])
    days = dict(Meeting.objects.values_list("election_id", "held_on"))
    lists, rows = [], []
    for one in held:
        verdict, names = judged[one.election.pk]
        if verdict is None or verdict.status != "complete":
            continue
        book = one.election.cycle.law()
        day = days[one.election.pk]
        lists.append(
            DrawnList(
                election=one.election,
                verdict=verdict.as_dict(),
                rulebook=book.id,
                rulebook_version=book.version,
                drawn_on=day,
            )
        )
        posts = {person.pk: post for person, post in one.people}
        entries: list[dict[str, object]] = verdict.extra["recommended"]  # type: ignore[assignment]
        for place, entry in enumerate(entries, 1):
            person = names[str(entry["name"])]
            rows.append(
                _nomination(
                    one.election, person, posts[person.pk], source=Nominator.RECOMMENDATION, day=day, place=place
                )
            )
            rows[-1].votes = max(entry["votes"].values())  # type: ignore[attr-defined]
    DrawnList.objects.bulk_create(lists)
    return rows


def _nomination(
    election: Election, person: Person, post: Post, *, source: Nominator, day: datetime.date, place: int
) -> Nomination:
    return Nomination(
        election=election, person=person, post=post, source=source, nominated_on=day, state_on=day, position=place
    )


def _nominated(committee: list[Places], random: Random) -> list[Nomination]:
    """Nominated by voters, some by the village Party organisation; the last of a long list stands in reserve."""
    rows = []
    for one in committee:
        day = one.election.cycle.starts_on + datetime.timedelta(days=random.randint(70, 80))
        by_post: dict[Post, int] = defaultdict(int)
        for person, post in one.people:
            by_post[post] += 1
            source = Nominator.PARTY if random.random() < 0.4 else Nominator.VOTERS
            row = _nomination(one.election, person, post, source=source, day=day, place=by_post[post])
            if source == Nominator.VOTERS:
                row.nominators, row.votes = "村民提名会", random.randint(180, 620) - 40 * by_post[post]
            rows.append(row)
    # In two villages a person is nominated for director and member, and has not stated for which he stands.
    for one in committee[3:40:30]:
        person, _post = one.people[0]
        rows.append(
            _nomination(one.election, person, Post.MEMBER, source=Nominator.VOTERS, day=rows[-1].nominated_on, place=9)
        )
        rows[-1].nominators = "村民提名会"
    return rows


def _move(rows: list[Nomination], random: Random) -> None:
    """Insert them as preliminary names and reserves, then bring each to its state on the ways the database allows."""
    today = rows[0].election.cycle.starts_on + datetime.timedelta(days=84)
    aims: list[tuple[Nomination, State]] = []
    for row in rows:
        aim = _aim(row, today, random)
        row.state = State.RESERVE if aim == State.RESERVE else State.PRELIMINARY
        aims.append((row, aim))
    Nomination.objects.bulk_create(rows)
    decided = [(row, aim) for row, aim in aims if aim in (State.NOMINEE, State.FORMAL)]
    set_state([row for row, _aim in decided], State.NOMINEE, days=9, today=today)
    set_state([row for row, aim in decided if aim == State.FORMAL], State.FORMAL, days=8, today=today)
    reasons = {State.REFUSED: _REFUSALS, State.WITHDRAWN: _WITHDRAWALS, State.REMOVED: _REMOVALS}
    for state, texts in reasons.items():
        gone = [row for row, aim in aims if aim == state]
        for row in gone:
            row.end_reason = random.choice(texts)
        set_state(gone, state, days=5, today=today)


def set_state(rows: list[Nomination], state: State, *, days: int, today: datetime.date) -> None:
    """Bring nominations to a state, so many days after the one before, today at the latest."""
    for row in rows:
        row.state, row.state_on = state, min(row.state_on + datetime.timedelta(days=days), today)
    Nomination.objects.bulk_update(rows, ["state", "state_on", "end_reason"])


def _aim(row: Nomination, today: datetime.date, random: Random) -> State:
    """How far somebody has come: whose election was held is on the formal list; the rest are under way."""
    election, drawn = row.election, random.random()
    if row.position > 1 and drawn < 0.05:
        return random.choice((State.REFUSED, State.WITHDRAWN, State.REMOVED))
    if election.body == Body.COMMITTEE:
        return State.RESERVE if row.position > 4 and row.position < 9 else State.PRELIMINARY
    if election.held_on or (election.election_day and election.election_day <= today + datetime.timedelta(days=2)):
        return State.FORMAL
    if election.election_day is None:
        return State.PRELIMINARY
    return State.NOMINEE


def _assess(cycle: Cycle, random: Random) -> None:
    """Who may head a committee is weighed, and some of the others."""
    weights = Weights.objects.create(
        county_id=COUNTY, number=1, decided_on=cycle.starts_on, basis="沁组发〔2026〕5号（示例）"
    )
    rows = Nomination.objects.filter(election__cycle=cycle).select_related("person").order_by("pk")
    people = {row.person_id: row for row in rows if row.post in (Post.SECRETARY, Post.DIRECTOR) or row.pk % 4 == 0}
    Assessment.objects.bulk_create(
        Assessment(
            cycle=cycle,
            person_id=person,
            weights=weights,
            **{dimension: random.randint(68, 97) for dimension in Dimension.values},
            **{f"{dimension}_evidence": _EVIDENCE[dimension] for dimension in Dimension},
            audit="settled" if random.random() < 0.08 else "nothing",
            audit_note="专项审计指出票据不规范，已整改" if random.random() < 0.08 else "",
            inspection="nothing",
            appraisal=random.choice(("excellent", "competent", "competent", "basic")),
            appraised_on=cycle.starts_on + datetime.timedelta(days=20),
            knowledge=random.randint(61, 98),
            tested_on=cycle.starts_on + datetime.timedelta(days=24),
            assessed_on=min(row.nominated_on, cycle.starts_on + datetime.timedelta(days=40)),
            assessed_by=random.choice(("调研一组", "调研二组", "调研三组")),
        )
        for person, row in people.items()
    )


def _plan(cycle: Cycle, random: Random) -> None:
    """The county's targets, and a plan in two villages of five."""
    Targets.objects.create(
        cycle=cycle,
        age_most=45,
        young_least=15,
        old_most=3,
        college_least=45,
        women_least=28,
        both_posts_least=95,
        cross_least=30,
        basis="沁组发〔2026〕6号（示例）",
    )
    standing = defaultdict(list)
    for row in Nomination.objects.filter(
        election__cycle=cycle, election__body=Body.PARTY, state__in=[State.PRELIMINARY, State.NOMINEE, State.FORMAL]
    ).order_by("election_id", "position"):
        standing[row.election_id].append(row)
    entries = []
    for election in _elections(cycle, Body.PARTY)[::3]:
        sitting = {
            member.person_id: member.post
            for member in Member.objects.filter(
                body__village=election.village_id, body__kind=BodyKind.PARTY, ends_on=None
            )
        }
        seats = len(sitting)
        for row in standing[election.pk][:seats]:
            decision = Decision.STAYS if row.person_id in sitting else Decision.ENTERS
            entries.append(PlanEntry(election=election, person_id=row.person_id, decision=decision, post=row.post))
        planned = {entry.person_id for entry in entries}
        entries += [
            PlanEntry(election=election, person_id=person, decision=Decision.LEAVES, note="年龄较大，主动让贤")
            for person in sitting
            if person not in planned
        ]
    PlanEntry.objects.bulk_create(entries)
