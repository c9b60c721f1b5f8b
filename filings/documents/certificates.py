"""Certificates of election (当选证书; documents.md 6.2)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from ballots.models import Certificate
from elections.models import Body
from filings import organs
from filings.documents.votes import body_of, post_word
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register


def _with_holder(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related(
        "elected__person",
        "elected__post",
        "elected__result__vote__election__village__parent",
        "elected__result__vote__election__village__profile",
        "elected__result__vote__election__cycle",
        "cycle",
    )


CERTIFICATE: Final = Subject("ballots.Certificate", "elected__result__vote__election__village__code", _with_holder)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionCertificate(Facts):
    """Certificate of election (当选证书)."""

    name: str = fact("姓名")
    day: datetime.date | None = fact("选举日", source="投票安排")
    law: str = fact("适用的法律")
    term: str = fact("届次")
    body: str = fact("组织名称")
    post: str = fact("职务")
    certificate: str = fact("证书编号", source="当选证书登记")
    years: int = fact("任期（年）", source="规则库")


def certificate(row: Certificate, words: Mapping[str, str]) -> ElectionCertificate:
    """Facts of a certificate."""
    one = row.elected
    vote = one.result.vote
    return ElectionCertificate(
        issuer=row.issuer,
        place=organs.place_of(vote.election.village, words["county"]),
        dated=row.issued_on,
        name=one.name,
        day=vote.day,
        law=organs.law(vote.election.village),
        term=words["term"],
        body=body_of(vote.election),
        post=post_word(one.post.post),
        certificate=row.number,
        years=vote.election.cycle.law().count(vote.body, "term_years"),
    )


register(
    Kind(
        code="certificate",
        title="当选证书",
        layout=Layout.CERTIFICATE,
        subject=CERTIFICATE,
        among=~Q(elected__result__vote__election__body=Body.PARTY),
        facts=certificate,
        facts_type=ElectionCertificate,
        template="kinds/certificate.html",
        basis="村民委员会选举规程（民发〔2013〕76号）",
        folder="当选证书",
        mend=lambda row: reverse("ballots:vote", args=[row.elected.result.vote_id]),
        file_name=lambda row: f"当选证书 {row.elected.name}",
    ),
)
