"""Packages: many documents asked for at once. Parts of a few dozen are jobs of their own, so that every worker helps and a
killed one repeats a part at most; whoever ends the last part asks for the archive.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any, Final
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from filings.facts import sm3
from filings.kinds import Kind, kind_of
from filings.models import Document, Package
from jobs.models import Job, State
from jobs.registry import Progress
from jobs.services import request_job
from villages.models import Division

PART_KIND: Final = "filings.package_part"
ARCHIVE_KIND: Final = "filings.package"
# Small enough that two workers end together, large enough that a job costs nothing beside its documents.
PART_SIZE: Final = 16
LARGEST: Final = 20_000
_CHUNK: Final = 20
_BLOCK: Final = 1 << 20
# The same documents give the same archive.
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_MODE: Final = 0o640 << 16


@transaction.atomic
def request_package(*, scope: Scope, division: Division, kinds: Sequence[Kind], user: User) -> Package:
    """Ask for all documents of some kinds in a division. The same request under way is answered with that one.

    Raises ValidationError when there is nothing to make, or too much for one archive.
    """
    for kind in kinds:
        scope.require(kind.make, division.code)
        if kind.confidential:
            raise ValidationError(_("“%(kind)s” is confidential and goes into no archive.") % {"kind": kind.title})
    codes = [kind.code for kind in kinds]
    standing = Package.objects.filter(division_code=division.code, kinds=codes, user=user, finished_at=None).first()
    if standing is not None and not failed_jobs(standing):
        return standing
    items = [
        (kind.code, pk) for kind in kinds for pk in kind.subjects_below(division.code).values_list("pk", flat=True)
    ]
    if not items:
        raise ValidationError(_("There is nothing yet in this division for which these documents are made."))
    if len(items) > LARGEST:
        raise ValidationError(
            _("These are %(count)d documents, more than %(limit)d. Choose fewer kinds or a smaller division.")
            % {"count": len(items), "limit": LARGEST}
        )
    parts = [[(code, str(pk)) for code, pk in part] for part in _batched(items, PART_SIZE)]
    package = Package.objects.create(
        division_code=division.code,
        division_name=division.name,
        kinds=codes,
        user=user,
        total=len(items),
        parts=len(parts),
    )
    for number, part in enumerate(parts):
        _request_part(package, number, part)
    return package


def _request_part(package: Package, number: int, items: Sequence[Sequence[str]], attempt: int = 0) -> Job:
    return request_job(
        kind=PART_KIND,
        user=package.user,
        scope_code=package.division_code,
        arguments={"package": str(package.pk), "part": number, "items": [list(item) for item in items]},
        key=f"{package.pk}.{number}.{attempt}"[:64],
    )


@transaction.atomic
def request_bundle(*, scope: Scope, division: Division, numbers: Sequence[str], user: User) -> Package:
    """Ask for an archive of documents that exist. Raises ValidationError for none or too many."""
    scope.require(Act.VIEW_DOCUMENTS, division.code)
    if not numbers or len(numbers) > LARGEST:
        raise ValidationError(_("Choose between 1 and %(limit)d documents.") % {"limit": LARGEST})
    package = Package.objects.create(
        division_code=division.code, division_name=division.name, kinds=[], user=user, total=len(numbers)
    )
    request_job(
        kind=ARCHIVE_KIND,
        user=user,
        scope_code=division.code,
        arguments={"package": str(package.pk), "numbers": list(numbers)},
        key=str(package.pk),
    )
    return package


def part_is_done(package_id: UUID) -> None:
    """Count a part, at the very end of its transaction; the last one asks for the archive."""
    package = Package.objects.select_for_update().get(pk=package_id)
    Package.objects.filter(pk=package_id).update(parts_done=F("parts_done") + 1)
    if package.parts_done + 1 == package.parts:
        request_job(
            kind=ARCHIVE_KIND,
            user=package.user,
            scope_code=package.division_code,
            arguments={"package": str(package_id)},
            key=str(package_id),
        )


@transaction.atomic
def try_again(*, scope: Scope, package: Package, user: User) -> int:
    """Ask once more for the parts (or the archive) that failed; how many."""
    scope.require(Act.MAKE_DOCUMENTS if package.kinds else Act.VIEW_DOCUMENTS, package.division_code)
    failed = failed_jobs(package)
    for job in failed:
        request_job(
            kind=job.kind,
            user=package.user,
            scope_code=job.scope_code,
            arguments=job.arguments,
            key=f"{package.pk}.{job.arguments.get('part', 'a')}.{_attempts(package, job)}"[:64],
        )
    return len(failed)


def _attempts(package: Package, job: Job) -> int:
    same = Job.objects.filter(kind=job.kind, arguments__package=str(package.pk))
    return same.filter(arguments__part=job.arguments["part"]).count() if "part" in job.arguments else same.count()


def latest_jobs(package: Package) -> list[Job]:
    """The newest job of each part and of the archive; one query."""
    jobs = Job.objects.filter(kind__in=(PART_KIND, ARCHIVE_KIND), arguments__package=str(package.pk))
    newest = {(job.kind, job.arguments.get("part", -1)): job for job in jobs.order_by("created_at")}
    return list(newest.values())


def failed_jobs(package: Package) -> list[Job]:
    """Those that ended without what they were asked for."""
    return [job for job in latest_jobs(package) if job.state in (State.FAILED, State.CANCELLED)]


def archive_job(package: Package) -> Job | None:
    """The job whose output is the archive; None while there is none."""
    jobs = Job.objects.filter(kind=ARCHIVE_KIND, arguments__package=str(package.pk), state=State.DONE)
    return jobs.order_by("-created_at").first()


def numbers_of(package: Package, job: Job) -> tuple[list[str], list[list[str]]]:
    """Numbers of the documents that belong in the archive, and what was left out: thing, kind, reason."""
    if "numbers" in job.arguments:
        return job.arguments["numbers"], []
    parts = sorted(
        (part for part in latest_jobs(package) if part.kind == PART_KIND), key=lambda part: part.arguments["part"]
    )
    numbers = [number for part in parts for number in part.result["numbers"]]
    return list(dict.fromkeys(numbers)), [line for part in parts for line in part.result["left_out"]]


def write_archive(package: Package, job: Job, progress: Progress) -> tuple[IO[bytes], str, int, int]:
    """The archive in a temporary file, its SM3 digest, how many documents are in it and how many things were left out."""
    numbers, left_out = numbers_of(package, job)
    names = dict(Division.objects.filter(code__startswith=package.division_code).values_list("code", "name"))
    root = _safe(f"{package.division_name}文书")
    # Without a name: should the machine stop now, nothing plain is left to be found. The job closes it.
    target = TemporaryFile(dir=_directory())  # noqa: SIM115
    manifest: list[list[Any]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for done, document in enumerate(_documents(numbers), start=1):
            path = root / _folder(document, names) / _safe(document.file_name)
            archive.writestr(_entry(path), document.pdf)
            manifest.append(_line(document, path.relative_to(root)))
            progress(done, len(numbers))
        for name, content in _lists(package, manifest, left_out):
            archive.writestr(_entry(root / name), content)
    target.flush()
    return target, _digest(target), len(manifest), len(left_out)


def _directory() -> str:
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    return str(settings.MEDIA_ROOT)


def _documents(numbers: Sequence[str]) -> Iterator[Document]:
    """In the order of divisions and kinds, a few in memory at a time."""
    order = Document.objects.filter(number__in=numbers).order_by("division_code", "kind", "number")
    keys = list(order.values_list("number", flat=True))
    for some in _batched(keys, _CHUNK):
        yield from Document.objects.defer("facts").filter(number__in=some).order_by("division_code", "kind", "number")


def _folder(document: Document, names: dict[str, str]) -> PurePosixPath:
    """Township / village / folder of the kind."""
    code = document.division_code
    levels = [code[:length] for length in (Level.TOWNSHIP, Level.VILLAGE) if len(code) >= length]
    divisions = [_safe(names.get(level, level)) for level in levels]
    return PurePosixPath(*divisions, _safe(_folder_of_kind(document.kind)))


def _folder_of_kind(code: str) -> str:
    try:
        return kind_of(code).folder
    except LookupError:
        return code


def _safe(name: str) -> PurePosixPath:
    """A name that is one part of a path on every system, whatever a division is called."""
    kept = "".join("_" if character in '\\/:*?"<>|' or ord(character) < ord(" ") else character for character in name)
    return PurePosixPath(kept.strip(". ")[:120] or "_")


def _entry(path: PurePosixPath) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(str(path), date_time=_STAMP)
    info.external_attr = _MODE
    info.create_system = 3
    return info


def _line(document: Document, path: PurePosixPath) -> list[Any]:
    return [
        str(path),
        document.number,
        document.kind_label,
        document.title,
        document.subject_label,
        document.issued_on.isoformat(),
        document.pages,
        document.size,
        document.sm3,
    ]


_HEADS: Final = ("文件", "文书编号", "种类", "标题", "对象", "成文日期", "页数", "字节", "SM3")


def _lists(package: Package, manifest: list[list[Any]], left_out: list[list[str]]) -> Iterator[tuple[str, bytes]]:
    """Manifest for people, for `sm3sum -c`, the index as PDF, and what is missing with its reason."""
    sums = "".join(f"{line[-1]}  {line[0]}\n" for line in manifest)
    yield "清单.csv", _csv(_HEADS, manifest)
    yield "SM3SUMS", sums.encode()
    yield "目录.pdf", _index(package, manifest, sm3(sums.encode()))
    if left_out:
        yield "未生成.csv", _csv(("对象", "种类", "原因"), left_out)


def _csv(heads: Iterable[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """For Excel: UTF-8 with its mark, no live formula."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(heads)
    writer.writerows([[_harmless(value) for value in row] for row in rows])
    return target.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _index(package: Package, manifest: list[list[Any]], digest: str) -> bytes:
    from django.template.loader import render_to_string  # only the archive needs them

    from filings.engine import Page, render
    from filings.rolls import Layout, rows_html

    layout = Layout(widths=(33, 330, 120), heads=("序号", "文件", "文书编号"))
    rows = [(place, line[0], line[1]) for place, line in enumerate(manifest, start=1)]
    html = render_to_string(
        "documents/index.html",
        {
            "title": f"{package.division_name}文书目录",
            "count": len(manifest),
            "digest": digest,
            "rows": rows_html(layout, rows),
        },
    )
    return render(html, Page(("page.css", "roll.css"))).pdf


def _batched(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _digest(target: IO[bytes]) -> str:
    digest = hashes.Hash(hashes.SM3())
    target.seek(0)
    while block := target.read(_BLOCK):
        digest.update(block)
    target.seek(0)
    return digest.finalize().hex()


def finish(package: Package, *, digest: str, size: int, made: int, left_out: int) -> None:
    """Note what the archive is."""
    Package.objects.filter(pk=package.pk).update(finished_at=Now(), sm3=digest, size=size, made=made, left_out=left_out)
