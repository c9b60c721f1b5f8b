"""The county's words for its documents, and a handful of documents in each state."""

import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.scope import Grant, Scope
from demo.geography import COUNTY
from filings.kinds import kind_of
from filings.models import Wording
from filings.services import issue, make, paper_of, withdraw
from filings.wording import PASSAGES, SHARED, words_of

_SCOPE = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, "沁源县"),))
_WORDS = {"term": "第十三届"}


def make_wordings() -> None:
    """Names, term, letterheads: what no table holds."""
    by = User.objects.get(username="county")
    Wording.objects.bulk_create(
        Wording(
            county_code=COUNTY,
            kind=SHARED,
            passage=passage.name,
            text=_WORDS.get(passage.name, passage.example),
            version=1,
            by=by,
        )
        for passage in PASSAGES
    )


def make_documents() -> None:
    """Announcements of five villages: in force, replaced, withdrawn. Nothing where the faces were not set up."""
    if not (Path(settings.DOCUMENT_FONTS) / "fonts.conf").is_file():
        return
    by = User.objects.get(username="county")
    kind = kind_of("announcement-election-day")
    day = timezone.localdate() - datetime.timedelta(days=20)
    for place, election in enumerate(kind.subjects_below(f"{COUNTY}100")[:4]):
        if place == 0:
            # As it was first printed, with the number of another announcement.
            words = words_of(COUNTY)
            words[kind.code]["ordinal"] = "第2号"
            make(paper_of(kind, election, words=words), user=by, on=day)
        document, _made = issue(scope=_SCOPE, kind=kind, thing=election, user=by, on=day)
        if place == 1:
            withdraw(scope=_SCOPE, document=document, user=by, reason="张贴前发现错字，重新发布")
