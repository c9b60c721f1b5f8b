"""Forms of an arrangement."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from ballots.models import Kinship, Method, Source, Station, StationKind, Vote
from ballots.services import NamePlan, PostPlan, VotePlan
from ballots.sources import Basis, people_called, posts_of
from electionadmin.web.forms import DateInput, FigureField, VersionedForm
from elections.models import Election
from elections.rulebooks import RELATIONS
from elections.rulebooks.words import word_for
from people.names import normalise
from villages.models import Post

_SEXES = {"男": "M", "女": "F", "M": "M", "F": "F"}


def parse_names(text: str) -> Iterator[tuple[str, str]]:
    """Name and sex of each line: `周大川 男`, `李淑英　女`, or the name alone."""
    for line in text.splitlines():
        parts = line.replace("\u3000", " ").split()
        if not parts:
            continue
        sex = _SEXES.get(parts[-1].upper(), "") if len(parts) > 1 else ""
        name = normalise(" ".join(parts[:-1] if sex else parts))
        if name:
            yield name, sex


def _shown(names: Sequence[NamePlan]) -> str:
    letters = {"M": "男", "F": "女"}
    return "\n".join(" ".join(filter(None, (name.name, letters.get(name.sex, "")))) for name in names)


class ArrangeForm(VersionedForm[Vote]):
    """Day, electors, seats and names of a vote."""

    separate = forms.BooleanField(label=_("A ballot of its own for each post"), required=False)

    class Meta:
        model = Vote
        fields: ClassVar = ["day", "place", "method", "electors", "electors_note", "joint_count"]
        field_classes: ClassVar = {"electors": FigureField}
        widgets: ClassVar = {"day": DateInput()}
        help_texts: ClassVar = {
            "electors": _("Of the frozen roll; for the Party the members due. It is the base of the turnout."),
            "electors_note": _("Only where the number is not that of the frozen roll."),
            "joint_count": _("All papers are mixed before they are counted; each box only counts its papers."),
        }

    def __init__(self, *args: Any, election: Election, basis: Basis, locked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.election, self.basis, self.locked = election, basis, locked
        self.fields["day"].required = False
        if election.body == "party" or self.instance.body == "village_committee":
            self.fields["method"].choices = [(Method.VOTERS.value, Method.VOTERS.label)]  # type: ignore[attr-defined]
        existing = self._existing()
        if basis.electors is not None and self.instance.electors is None:
            self.initial["electors"] = basis.electors
        if self.instance.pk:
            self.initial["separate"] = self.instance.ballots.count() > 1
        self.places = [] if locked else list(self._places())
        for key, post, women in self.places:
            seats, names = existing.get(key, (None, [])) if self.instance.pk else self._suggested(post, women=women)
            self._add_post(key, post, women, seats, names)

    def _places(self) -> Iterator[tuple[str, Post, bool]]:
        """Posts that may be voted on, with one kept for women where the rulebook keeps one."""
        from elections.law import chapter_of  # reads the village's profile only when a form is made

        rule = self.election.cycle.law().choice(chapter_of(self.election), "women_rule")
        for post in posts_of(self.election.body):
            yield post.value, post, False
        if rule in ("column", "reserved_post"):
            yield f"{Post.MEMBER.value}_women", Post.MEMBER, True

    def _existing(self) -> dict[str, tuple[int, list[NamePlan]]]:
        if not self.instance.pk:
            return {}
        return {
            post.key: (post.seats, [NamePlan(line.name, line.sex, line.person) for line in post.lines.all()])
            for ballot in self.instance.ballots.prefetch_related("posts__lines__person")
            for post in ballot.posts.all()
        }

    def _suggested(self, post: Post, *, women: bool) -> tuple[int | None, list[NamePlan]]:
        return (None, []) if women else (self.basis.seats.get(post), self.basis.names.get(post, []))

    def _add_post(self, key: str, post: Post, women: bool, seats: int | None, names: Sequence[NamePlan]) -> None:
        name = _gettext("%(post)s (women)") % {"post": post.label} if women else post.label
        self.fields[f"seats_{key}"] = FigureField(
            label=_gettext("%(post)s: seats") % {"post": name}, required=False, min_value=0, max_value=30, initial=seats
        )
        self.fields[f"names_{key}"] = forms.CharField(
            label=_gettext("%(post)s: names on the ballot") % {"post": name},
            required=False,
            max_length=4000,
            initial=_shown(names),
            help_text=_("One a line, in the order of the ballot, with 男 or 女 behind the name."),
            widget=forms.Textarea(attrs={"rows": max(3, len(names) + 1)}),
        )

    def clean(self) -> dict[str, Any]:
        """Seats and names belong together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for key, _post, _women in self.places:
            seats, names = cleaned.get(f"seats_{key}"), cleaned.get(f"names_{key}") or ""
            if seats and not names.strip():
                self.add_error(f"names_{key}", _gettext("Type the names for these seats, one a line."))
            if names.strip() and not seats:
                self.add_error(f"seats_{key}", _gettext("Type how many of these names are elected."))
        return cleaned

    def plan(self) -> VotePlan:
        """What was typed; persons of the village are found by their names. A vote that follows keeps its posts."""
        values = self.cleaned_data
        electors = values["electors"]
        from_roll = electors is not None and electors == self.basis.electors
        return VotePlan(
            posts=self._kept_posts() if self.locked else self._posts(),
            day=values["day"],
            place=values["place"],
            method=values["method"],
            electors=electors,
            electors_source="" if electors is None else Source.ROLL if from_roll else Source.TYPED,
            electors_note="" if from_roll or electors is None else values["electors_note"],
            separate=values["separate"],
            joint_count=values["joint_count"],
            seated=[
                (NamePlan(one.name, one.sex, one.person), Post(one.post))
                for one in (self.instance.seated.select_related("person") if self.instance.pk else ())
            ],
            reason=self.instance.reason,
        )

    def _kept_posts(self) -> list[PostPlan]:
        posts = [
            post
            for ballot in self.instance.ballots.prefetch_related("posts__lines__person")
            for post in ballot.posts.all()
        ]
        return [
            PostPlan(
                Post(post.post),
                post.seats,
                [NamePlan(line.name, line.sex, line.person) for line in post.lines.all()],
                post.women,
            )
            for post in sorted(posts, key=lambda post: post.position)
        ]

    def _posts(self) -> list[PostPlan]:
        typed = {key: list(parse_names(self.cleaned_data[f"names_{key}"])) for key, _post, _women in self.places}
        known = people_called({name for names in typed.values() for name, _sex in names}, self.election.village_id)
        official = {plan.name: plan.person for names in self.basis.names.values() for plan in names}
        plans = []
        for key, post, women in self.places:
            names = []
            for name, sex in typed[key]:
                person = official.get(name) or known.get(name)
                names.append(NamePlan(name, sex or (person.sex if person else ""), person))
            if names:
                plans.append(PostPlan(post, self.cleaned_data[f"seats_{key}"], names, women))
        return plans


class StationForm(VersionedForm[Station]):
    """A polling station or mobile box and its staff."""

    class Meta:
        model = Station
        fields: ClassVar = [
            "kind",
            "name",
            "place",
            "hours",
            "callers",
            "tellers",
            "scrutineers",
            "issuers",
            "approval",
        ]
        help_texts: ClassVar = {
            "name": _("As on the announcement, for example 二号流动票箱."),
            "scrutineers": _(
                "Names set apart by 、. A mobile box has three at least; no candidate and no near relative."
            ),
            "approval": _("Number of the township's reply; the voters of a mobile box are named and published."),
        }

    def __init__(self, *args: Any, joint: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in StationKind if kind != StationKind.JOINT or joint]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]


class KinshipForm(forms.Form):
    """Near relatives among those on the ballot."""

    relatives = forms.CharField(
        label=_("Near relatives"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Those who are not on record. One pair a line: name, name, relation. The relation is one of: 配偶 父母 子女 兄弟姐妹 祖父母 孙子女."
        ),
    )
    _RELATIONS: ClassVar = {
        "配偶": "spouse",
        "父母": "parent",
        "子女": "child",
        "兄弟姐妹": "sibling",
        "祖父母": "grandparent",
        "孙子女": "grandchild",
    }

    @classmethod
    def shown(cls, pairs: Sequence[Kinship]) -> str:
        """Pairs as they are typed."""
        words = {code: word for word, code in cls._RELATIONS.items()}
        return "\n".join(f"{pair.one} {pair.other} {words.get(pair.relation, pair.relation)}" for pair in pairs)

    def clean_relatives(self) -> list[tuple[str, str, str]]:
        """Names and relation of each line."""
        pairs = []
        for line in self.cleaned_data["relatives"].splitlines():
            parts = line.replace("\u3000", " ").replace("、", " ").replace("，", " ").split()
            if not parts:
                continue
            if len(parts) != 3:  # noqa: PLR2004 - name, name, relation
                raise ValidationError(
                    _gettext("“%(line)s”: type two names and their relation, set apart by blanks.") % {"line": line}
                )
            relation = self._RELATIONS.get(parts[2]) or (parts[2] if parts[2] in RELATIONS else "")
            if not relation:
                raise ValidationError(
                    _gettext("“%(line)s”: the relation is one of %(words)s.")
                    % {"line": line, "words": "、".join(self._RELATIONS)}
                )
            pairs.append((parts[0], parts[1], relation))
        return pairs


def relation_word(relation: str) -> str:
    """A relation as a reader knows it."""
    return word_for("relatives", relation)
