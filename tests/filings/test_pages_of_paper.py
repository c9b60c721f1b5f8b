"""What is measured on the paper itself: GB/T 9704-2012, faces, bytes (pdfplumber reads the PDF, in points)."""

import itertools
import re
from functools import cache
from io import BytesIO
from typing import Any

import pdfplumber
import pypdf
import pytest

from filings.engine import Printed, Unprintable
from filings.engine.fonts import ALLOWED
from filings.papers import Paper
from tests.filings import papers

MM = 72 / 25.4
TOP, LEFT, WIDTH, HEIGHT = 37 * MM, 28 * MM, 156 * MM, 225 * MM
PITCH, PLACE = HEIGHT / 22, WIDTH / 28


@cache
def _printed(name: str) -> Printed:
    made: Paper = getattr(papers, name)()
    return made.print(papers.ISSUE)


@cache
def _page(name: str, number: int = 0) -> Any:
    return pdfplumber.open(BytesIO(_printed(name).pdf)).pages[number]


def _long() -> Any:
    """A request whose text fills pages, without a mark that could not stand where it comes."""
    made = papers.request(points=0, remark="沁河镇城西村换届选举工作" * 200).print(papers.ISSUE)
    return pdfplumber.open(BytesIO(made.pdf)).pages


def _lines(page: Any) -> list[list[dict[str, Any]]]:
    """Characters of the text area by line, from the top."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for character in page.chars:
        if TOP - 1 <= character["top"] <= TOP + HEIGHT and character["text"].strip():
            rows.setdefault(round((character["bottom"] + character["top"]) / 2 / 3), []).append(character)
    return [sorted(rows[key], key=lambda one: one["x0"]) for key in sorted(rows)]


def test_a_full_page_has_22_lines_of_28_characters():
    page = _long()[1]
    lines = _lines(page)
    assert len(lines) == 22
    tops = [min(one["top"] for one in line if one["text"] > "一") for line in lines]
    assert all(abs((after - before) - PITCH) < 0.05 for before, after in itertools.pairwise(tops))
    assert {len(line) for line in lines} == {28}
    for line in lines:
        steps = [after["x0"] - before["x0"] for before, after in itertools.pairwise(line)]
        assert all(abs(step - PLACE) < 0.02 for step in steps)


def test_the_text_area_lies_where_the_standard_puts_it():
    for page in _long():
        for line in _lines(page):
            assert line[0]["x0"] >= LEFT - 0.6
            assert line[-1]["x1"] <= LEFT + WIDTH + 0.6


def test_page_numbers_stand_outside_right_and_left_seven_millimetres_below():
    for number, page in enumerate(_long()[:3], start=1):
        below = [one for one in page.chars if one["top"] > TOP + HEIGHT and abs(one["size"] - 14) < 0.1]
        text = "".join(one["text"] for one in sorted(below, key=lambda one: one["x0"])).replace(" ", "")
        assert text == f"—{number}—"
        edge = max(one["x1"] for one in below) if number % 2 else min(one["x0"] for one in below)
        expected = LEFT + WIDTH - 14 if number % 2 else LEFT + 14
        assert abs(edge - expected) < 4
        middle = sum(one["top"] + one["bottom"] for one in below) / 2 / len(below)
        assert abs(middle - (TOP + HEIGHT + 7 * MM + 2)) < 6


def test_title_is_2_in_three_lines_and_the_body_3_in_fangsong():
    page = _page("request")
    title = [one for one in page.chars if abs(one["size"] - 22) < 0.1]
    assert "".join(one["text"] for one in title) == "中共沁河镇委员会关于城西村党组织换届选举候选人预备人选的请示"
    assert len({round(one["top"]) for one in title}) == 3
    body = [one for one in page.chars if one["text"] == "部" and abs(one["size"] - 16) < 0.1]
    assert body
    assert all("FandolFang" in one["fontname"] for one in body)


def test_the_red_line_is_as_wide_as_the_text_and_the_mark_is_red():
    page = _page("request")
    red = [
        one
        for one in [*page.lines, *page.rects]
        if one["stroking_color"] == (1, 0, 0) or one["non_stroking_color"] == (1, 0, 0)
    ]
    assert any(abs(one["width"] - WIDTH) < 1 and abs(one["x0"] - LEFT) < 1 for one in red)
    mark = [one for one in page.chars if one["non_stroking_color"] == (1, 0, 0)]
    assert "".join(one["text"] for one in mark) == "中共沁河镇委员会"


def test_the_ink_of_the_mark_begins_35_millimetres_below_the_text_area():
    picture = _page("request").to_image(resolution=150).original.convert("RGB")
    rows = [
        y
        for y in range(picture.height)
        if any(r > 200 and g < 80 and b < 80 for r, g, b in (picture.getpixel((x, y)) for x in range(150, 1100, 3)))
    ]
    assert abs(rows[0] / 150 * 25.4 - (37 + 35)) < 1


def test_the_date_ends_four_characters_from_the_margin():
    text = _page("request", 1).extract_text_lines()
    [line] = [line for line in text if line["text"].replace(" ", "") == "2026年11月10日"]
    assert abs(line["x1"] - (LEFT + WIDTH - 4 * PLACE)) < 2
    [name] = [
        line
        for line in text
        if line["text"].replace(" ", "") == "中共沁河镇委员会" and line["top"] < line["bottom"] < 500
    ]
    assert abs((name["x0"] + name["x1"]) / 2 - (line["x0"] + line["x1"]) / 2) < 2


def test_the_foot_of_a_document_lies_on_the_last_even_page():
    assert _printed("request").pages == 2
    assert _printed("short_reply").pages == 2
    last = _page("short_reply", 1)  # its text ends on the first page: the back of the leaf bears the foot and no number
    assert "印发" in last.extract_text()
    assert "—" not in last.extract_text()
    lines = [one for one in [*last.lines, *last.rects] if one["width"] > WIDTH - 1]
    assert max(one["bottom"] for one in lines) <= TOP + HEIGHT + 1


@pytest.mark.parametrize("name", ["request", "reply", "announcement", "poster", "roll"])
def test_every_face_is_embedded_and_allowed(name):
    reader = pypdf.PdfReader(BytesIO(_printed(name).pdf))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        face = re.sub(r"^/[A-Z]{6}\+|-(Bold|Regular)$", "", font["/BaseFont"])
        assert face in ALLOWED
        assert (
            "/FontFile3" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            or "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        )


@pytest.mark.parametrize("name", ["request", "announcement", "roll"])
def test_the_same_facts_give_the_same_bytes(name):
    made: Paper = getattr(papers, name)()
    assert made.print(papers.ISSUE).pdf == _printed(name).pdf


def test_a_notice_is_small():
    assert len(_printed("announcement").pdf) <= 64 * 1024


def test_text_can_be_copied_out_of_the_paper_as_it_went_in():
    text = _page("announcement").extract_text().replace("\n", "")
    assert "确定2026年12月14日为选举日" in text


def test_pictures_show_the_text_that_the_file_holds():
    """A wrong number of a glyph would still copy well: two readers that draw must find ink where characters are."""
    page = _page("announcement")
    picture = page.to_image(resolution=72).original.convert("L")
    for character in [one for one in page.chars if one["text"] > "一" and one["size"] > 15][:40]:
        box = tuple(int(character[edge]) for edge in ("x0", "top", "x1", "bottom"))
        assert picture.crop(box).getextrema()[0] < 160, character["text"]


def test_a_character_that_no_face_has_is_an_error_and_no_empty_box():
    with pytest.raises(Unprintable) as refused:
        papers.announcement(voters="登记的村民\U0010fffd").print(papers.ISSUE)
    assert refused.value.characters == "\U0010fffd"
