"""A county's own parameters: versions on top of a rulebook that ships with the software, each with its document and reason."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import append_only, tracked
from elections.rulebooks import Rulebook, UnknownRulebookError, Value, derive, read_value, rulebook

DIGEST_LENGTH = 8


@append_only
@tracked()
class CountyRulebook(models.Model):
    """One version of a county's parameters; the database lets nobody change it, another version takes its place.

    `values` is a list of `{"body", "name", "value", "basis", "note"}`. The key ends with the beginning of the digest of
    all that the version says, so that a key always means the same content.
    """

    key = models.SlugField(_("key"), max_length=64, unique=True)
    county = models.ForeignKey(
        "villages.Division", on_delete=models.PROTECT, verbose_name=_("county"), related_name="+"
    )
    base = models.CharField(_("rests on"), max_length=32)
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=100)
    document = models.CharField(_("the county's document"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300)
    values = models.JSONField(_("values"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("rulebook of a county")
        verbose_name_plural = _("rulebooks of counties")
        ordering: ClassVar = ["county", "base", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "base", "version"], name="county_rulebook_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.version}"

    def book(self) -> Rulebook:
        """The rulebook with all that it inherits. Raises RulebookError, LoosenedError."""
        parent = rulebook(self.base)
        return derive(
            parent=parent,
            id=self.key,
            version=self.version,
            title=f"{self.title} · {parent.short}",
            jurisdiction=self.county_id,
            values=dict(_read(self.key, self.values)),
            instruments=[self.document],
            notes=[self.reason],
        )


def key_of(*, base: str, county_code: str, version: int, content: Mapping[str, Any]) -> str:
    """`cn-2026-shanxi-140431-2-9f3a1c20`."""
    written = json.dumps({**content, "base": base, "version": version}, ensure_ascii=False, sort_keys=True)
    return f"{base}-{county_code}-{version}-{sha256(written.encode()).hexdigest()[:DIGEST_LENGTH]}"


def book_of(key: str) -> Rulebook:
    """The rulebook of a key, one that ships with the software or a county's. Raises UnknownRulebookError."""
    try:
        return rulebook(key)
    except UnknownRulebookError:
        return _county_book(key)


@lru_cache(maxsize=64)
def _county_book(key: str) -> Rulebook:
    """A key never comes to mean something else, so what was read once holds."""
    found = CountyRulebook.objects.filter(key=key).first()
    if found is None:
        raise UnknownRulebookError(key)
    return found.book()


def county_books(county_code: str) -> list[CountyRulebook]:
    """All versions of a county, the newest of each base first."""
    return list(CountyRulebook.objects.filter(county_id=county_code))


def _read(key: str, values: Sequence[Mapping[str, Any]]) -> Iterable[tuple[tuple[str, str], Value]]:
    for entry in values:
        yield (
            (entry["body"], entry["name"]),
            read_value(
                body=entry["body"],
                name=entry["name"],
                raw=entry["value"],
                basis=entry["basis"],
                mark="certain",
                binding=True,
                rulebook=key,
                note=entry.get("note", ""),
            ),
        )
