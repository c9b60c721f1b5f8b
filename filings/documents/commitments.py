"""Commitments for signature (承诺书): a page for each text in force, for one nominee (documents.md 6.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from accounts.roles import Act
from candidates.models import CommitmentKind, CommitmentText, Nomination
from candidates.nominations.states import STANDING
from filings import organs
from filings.documents.votes import body_of, post_word
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register

_TITLES: Final = {
    CommitmentKind.CONDUCT: "竞职承诺书",
    CommitmentKind.OFFICE: "任职承诺书",
    CommitmentKind.RESIGNATION: "辞职承诺书",
    CommitmentKind.INTEGRITY: "廉洁承诺书",
    CommitmentKind.AVOIDANCE: "任职回避承诺书",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One text as the person is asked to sign it."""

    title: str = fact("承诺书")
    version: int = fact("文本版本", source="承诺书文本")
    paragraphs: tuple[str, ...] = fact("内容", source="承诺书文本")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitments(Facts):
    """The texts in force; name and date are written by hand, so there is no date on them."""

    name: str = fact("承诺人")
    body: str = fact("换届组织")
    post: str = fact("拟任职务")
    texts: tuple[Promise, ...] = fact("承诺书文本", source="承诺书文本")


def commitments(nomination: Nomination, words: Mapping[str, str]) -> Commitments:
    """Facts of a nominee's commitments: of each kind the newest text."""
    election = nomination.election
    newest: dict[str, CommitmentText] = {}
    for text in election.cycle.commitment_texts.all():
        newest.setdefault(text.kind, text)
    return Commitments(
        issuer=organs.township_committee(election.village),
        place=organs.place_of(election.village, words["county"]),
        name=nomination.person.name,
        body=body_of(election),
        post=post_word(nomination.post),
        texts=tuple(
            Promise(
                title=title,
                version=newest[kind].number,
                paragraphs=tuple(line.strip() for line in newest[kind].body.splitlines() if line.strip()),
            )
            for kind, title in _TITLES.items()
            if kind in newest
        ),
    )


def _with_texts(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related(
        "person", "election__cycle", "election__village__parent", "election__village__profile"
    ).prefetch_related(
        Prefetch("election__cycle__commitment_texts", CommitmentText.objects.order_by("kind", "-number"))
    )


register(
    Kind(
        code="commitments",
        title="承诺书",
        layout=Layout.ANNOUNCEMENT,
        subject=Subject("candidates.Nomination", "election__village__code", _with_texts),
        among=Q(state__in=STANDING),
        facts=commitments,
        facts_type=Commitments,
        template="kinds/commitments.html",
        basis="村（社区）“两委”换届工作方案",
        folder="承诺",
        make=Act.MAKE_DOCUMENTS,
        packaged=False,
        mend=lambda _nomination: reverse("candidates:text_list"),
        file_name=lambda nomination: f"{nomination.person.name}承诺书",
    ),
)
