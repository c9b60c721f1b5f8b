"""From a thing of the database to the sheets of paper: facts, their digest, HTML, PDF."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.template.loader import render_to_string

from electionadmin.findings import Finding
from filings.facts import Facts, canonical, plain, sm3
from filings.kinds import Kind, Layout
from filings.templatetags.paper import day

if TYPE_CHECKING:
    from filings.engine import Printed

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")
_NUMBER_LENGTH: Final = 10
# Digits and capitals that nobody mistakes for another when he reads them from paper.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Issue:
    """What a document gets when it is made: number, day, and the newest seal of the audit trail (number, digest)."""

    number: str
    issued_on: datetime.date
    seal: tuple[int, str] | None = None


@dataclass(frozen=True)
class Paper:
    """A document before it has a number."""

    kind: Kind
    subject: str
    label: str
    division_code: str
    facts: Facts
    words: Mapping[str, str]
    file_name: str = ""

    @cached_property
    def content(self) -> bytes:
        """The facts as they are attached and digested."""
        return canonical(
            {
                "kind": f"{self.kind.code}/{self.kind.version}",
                "title": self.title,
                "subject": self.subject,
                "division": self.division_code,
                "facts": plain(self.facts),
                "words": dict(self.words),
            }
        )

    @cached_property
    def digest(self) -> str:
        """SM3 of the content."""
        return sm3(self.content)

    @cached_property
    def gaps(self) -> list[Finding]:
        """What has to be known before it can be printed."""
        return self.kind.gaps(self.facts)

    @property
    def title(self) -> str:
        """Title on the paper: the facts' own (`heading`), else the kind's."""
        return getattr(self.facts, "heading", "") or self.kind.title

    def number(self, replaces: str = "") -> str:
        """The document's number in the register: county, and ten characters that follow from the content and what it replaces."""
        value = int(sm3(f"{self.digest}{replaces}".encode()), 16)
        letters = []
        for _place in range(_NUMBER_LENGTH):
            value, letter = divmod(value, len(_ALPHABET))
            letters.append(_ALPHABET[letter])
        code = "".join(letters)
        return f"{self.division_code[:6]}-{code[:5]}-{code[5:]}"

    def html(self, issue: Issue, *, own_leaf: bool = False) -> str:
        """The whole text. Everything that came from users is escaped by the template engine."""
        return render_to_string(
            f"documents/{self.kind.template}",
            {
                "kind": self.kind,
                "title": self.title,
                "heading": self.title,
                "facts": self.facts,
                "words": self.words,
                "number": issue.number,
                "issued_on": issue.issued_on,
                "check": self._check(issue),
                "qr": f"paper:///qr/{issue.number}/{self.digest[:32]}",
                "own_leaf": own_leaf,
            },
        )

    def _check(self, issue: Issue) -> str:
        seal = f"　审计封存 {issue.seal[0]}:{issue.seal[1][:16]}" if issue.seal else ""
        return f"文书编号 {issue.number}　事实摘要 SM3 {self.digest[:32]}{seal}"

    def print(self, issue: Issue) -> "Printed":
        """The PDF."""
        from filings.engine import Page, render  # WeasyPrint is loaded by who prints, not by every web process

        def again(pages: int) -> str | None:
            """版记 stands at the foot of the last even page: where the text ends on an odd one, on the back of the leaf."""
            return self.html(issue, own_leaf=True) if self.kind.layout is Layout.GONGWEN and pages % 2 else None

        page = Page(self.kind.stylesheets(), self.content, tagged=self.kind.layout is not Layout.ROLL)
        return render(self.html(issue), page, again=again)


def filled(text: str, facts: Facts) -> str:
    """A wording with the facts it names in braces: `{place}`. A name that the facts lack stays as it is, for all to see."""
    known = {field.name: getattr(facts, field.name) for field in fields(facts)}

    def value(match: re.Match[str]) -> str:
        found = known.get(match[1], match[0])
        return day(found) if isinstance(found, datetime.date) else str(found)

    return _PLACE.sub(value, text)
