"""County filing form of a village secretary (村党组织书记备案表; documents.md 6.2, procedures.md 5.8)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from accounts.roles import Act
from candidates.models import FilingState, Matter, SecretaryFiling
from filings import organs
from filings.documents.votes import post_word
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from filings.persons import Profile, profile_of
from people.cv import period
from people.models import CvEntry
from villages.models import Member, Post
from villages.spreadsheets.members import POST_WORDS

_SOURCE: Final = "书记备案"
_MATTERS: Final = {
    Matter.APPOINTMENT: "任职",
    Matter.CHANGE: "调整（免职）",
    Matter.DISCIPLINE: "处分",
    Matter.LEAVE: "离村外出",
}
_DECISIONS: Final = {
    FilingState.AGREED: "同意",
    FilingState.FILED: "同意",
    FilingState.REFUSED: "不同意",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretaryForm(Facts):
    """The form: who it is, what is filed, the township's and the county's opinion with their seals."""

    heading: str = fact("标题")
    person: Profile = fact("备案对象")
    village: str = fact("村（社区）")
    present: str = fact("现任职务", optional=True, source="村级组织成员", default="")
    post: str = fact("备案职务")
    matter: str = fact("备案事项", source=_SOURCE)
    effective_on: datetime.date = fact("任职（生效）时间", source=_SOURCE)
    until: datetime.date | None = fact("截止时间", optional=True, source=_SOURCE, default=None)
    reason: str = fact("事由", source=_SOURCE)
    stand_in: str = fact("代行职责人员", optional=True, source=_SOURCE, default="")
    cv: tuple[str, ...] = fact("简历", source="人员")
    number: str = fact("请示文号", source=_SOURCE)
    signer: str = fact("乡镇签发人", source=_SOURCE)
    submitted_on: datetime.date | None = fact("乡镇报送日期", source=_SOURCE)
    decision: str = fact("县级意见", optional=True, source=_SOURCE, default="")
    opinion: str = fact("县级意见内容", optional=True, source=_SOURCE, default="")
    opinion_on: datetime.date | None = fact("县级意见日期", optional=True, source=_SOURCE, default=None)
    township: str = fact("乡镇党委")
    department: str = fact("县级备案机关")


def secretary_form(filing: SecretaryFiling, words: Mapping[str, str]) -> SecretaryForm:
    """Facts of the form."""
    village = filing.village
    return SecretaryForm(
        issuer=organs.township_committee(village),
        place=organs.place_of(village, words["county"]),
        heading="村（社区）党组织书记县级备案表",
        dated=filing.submitted_on,
        person=profile_of(filing.person),
        village=organs.village_name(village),
        present=_present(filing),
        post=f"{organs.party_organisation(village)}{post_word(filing.post)}",
        matter=_MATTERS[Matter(filing.matter)],
        effective_on=filing.effective_on,
        until=filing.until,
        reason=filing.reason,
        stand_in=filing.stand_in,
        cv=tuple(f"{period(line.starts_on, line.ends_on)}　{line.text}" for line in filing.person.cv.all()),
        number=filing.number,
        signer=filing.signer,
        submitted_on=filing.submitted_on,
        decision=_DECISIONS.get(FilingState(filing.state), ""),
        opinion=filing.opinion,
        opinion_on=filing.opinion_on,
        township=organs.township_committee(village),
        department=words["county_department"],
    )


def _present(filing: SecretaryFiling) -> str:
    seats = filing.person.seats.all()
    return "、".join(f"{organs.body_word(filing.village, one.body.kind)}{POST_WORDS[Post(one.post)]}" for one in seats)


def _with_person(rows: QuerySet[Any]) -> QuerySet[Any]:
    seats = Member.objects.filter(ends_on=None).select_related("body").order_by("body__kind", "pk")
    return rows.select_related("person", "village__parent", "village__profile").prefetch_related(
        Prefetch("person__seats", seats), Prefetch("person__cv", CvEntry.objects.order_by("starts_on", "pk"))
    )


register(
    Kind(
        code="secretary-filing",
        title="村（社区）党组织书记备案表",
        layout=Layout.FORM,
        subject=Subject("candidates.SecretaryFiling", "village__code", _with_person),
        among=~Q(state__in=(FilingState.DRAFT, FilingState.WITHDRAWN)),
        facts=secretary_form,
        facts_type=SecretaryForm,
        template="kinds/secretary_filing.html",
        basis="中国共产党农村基层组织工作条例（2019年）",
        folder="备案",
        make=Act.FILE_SECRETARIES,
        read=Act.VIEW_SECRETARIES,
        packaged=False,
        mend=lambda filing: reverse("candidates:secretary_filing", args=[filing.pk]),
        file_name=lambda filing: f"{filing.person.name}书记备案表 {_MATTERS[Matter(filing.matter)]}",
    ),
)
