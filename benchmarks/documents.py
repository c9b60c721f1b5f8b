"""A county's documents: our engine through Celery beside bare WeasyPrint, LibreOffice and Typst on the same text."""

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import Line, interleaved
from benchmarks._database import scratch
from benchmarks._peers import OFFICE_FILES, Bare, by_office, by_typst
from benchmarks._workers import COUNTY, KIND, Workers

RUNS = 3
ROLL_ROWS = 2_000


def run() -> list[Line]:
    """Notices of a county's villages through two workers; one notice and a roll in one process; the peers."""
    lines: list[Line] = []
    with TemporaryDirectory() as directory, scratch() as database, Bare() as bare:
        database.renew()
        _county()
        htmls = _htmls()
        bare(htmls)  # warm, as the workers are
        peers: dict[str, Callable[[], object]] = {
            "bare": lambda: bare(htmls),
            "typst": lambda: by_typst(htmls, Path(directory)),
        }
        if shutil.which("soffice"):
            peers["office"] = lambda: by_office(htmls, Path(directory))
        with Workers(Path(directory), database) as workers:
            ours = {"ours": workers.documents, "package": workers.package}
            times = interleaved({**ours, **peers}, runs=RUNS, before=workers.settle)
            memory = workers.memory()
        lines += _compared(times, len(htmls), memory)
        return [*lines, *_single(bare)]


def _compared(times: dict[str, float], count: int, memory: int) -> list[Line]:
    """Our documents beside bare WeasyPrint; the whole package, with its archive, beside the other programs."""
    what = f"{count} notices of a county, {count / times['ours']:.1f} a second with register and digests"
    package = f"a county's package of {count} notices with its archive, {count / times['package']:.1f} a second"
    made = count * (2 * RUNS + 1)
    bare = (
        f"two workers through Celery, the larger of {memory} MB after {made} documents between them, "
        "against two bare WeasyPrint processes with the same faces"
    )
    lines = [
        Line("documents-bare", times["ours"], times["bare"], f"{what}, {bare}"),
        Line("documents-typst", times["package"], times["typst"], f"{package}, against Typst compiling the same text"),
    ]
    if "office" in times:
        scaled = times["office"] * count / OFFICE_FILES
        note = f"{package}, against LibreOffice converting the same text from .docx ({OFFICE_FILES} measured, scaled)"
        return [*lines, Line("documents-libreoffice", times["package"], scaled, note)]
    print(
        "documents-libreoffice: soffice is not installed (apt-get install --no-install-recommends libreoffice-writer)"
    )
    return lines


def _county() -> None:
    from demo.services import load  # the models are ready once the benchmark runs

    load()
    _word()


def _word() -> None:
    from accounts.models import User
    from filings.models import Wording
    from filings.wording import PASSAGES

    user = User.objects.get(username="county")
    Wording.objects.bulk_create(
        Wording(county_code=COUNTY, passage=passage.name, text=passage.example, version=1, by=user)
        for passage in PASSAGES
        if not Wording.objects.filter(county_code=COUNTY, kind="", passage=passage.name).exists()
    )


def _papers() -> list[Any]:
    from filings.kinds import kind_of
    from filings.services import paper_of
    from filings.wording import words_of

    kind, words = kind_of(KIND), words_of(COUNTY)
    return [paper_of(kind, thing, words=words) for thing in kind.subjects_below(COUNTY)]


def _htmls() -> list[str]:
    from filings.papers import Issue

    papers = [paper for paper in _papers() if not paper.gaps]
    return [paper.html(Issue(paper.number(), datetime.date(2026, 11, 10))) for paper in papers]


def _single(bare: Bare) -> list[Line]:
    """In one process: a notice and a roll of thousands of names."""
    from filings.papers import Issue
    from tests.filings import papers

    issue = Issue("140431-00000-00000", datetime.date(2026, 11, 10))
    notice, roll = papers.announcement(), papers.roll(groups=1, size=ROLL_ROWS)
    notice.print(issue)
    size = len(notice.print(issue).pdf)
    html = notice.html(issue)
    bare([html])
    made = roll.print(issue)
    times = interleaved(
        {"notice": lambda: notice.print(issue), "roll": lambda: roll.print(issue), "bare": lambda: bare([html])},
        runs=RUNS,
    )
    return [
        Line(
            "documents-notice",
            times["notice"],
            times["bare"],
            f"one notice of {size // 1024} KB, against bare WeasyPrint",
        ),
        Line(
            "documents-roll",
            times["roll"],
            made.pages / 25,
            f"a roll of {ROLL_ROWS} names, {made.pages} pages, {made.pages / times['roll']:.1f} pages a second, against 25 a second",
        ),
    ]
