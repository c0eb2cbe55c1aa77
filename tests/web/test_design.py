"""The parts that pages are made of: each draws its values, in words, and nothing twice."""

import re
from datetime import date
from itertools import pairwise

import pytest
from django.template import engines
from lxml import html

from kvitt.web import design
from kvitt.web.design import icons
from tests.web import gallery


def drawn(part) -> str:
    """The markup of one part, its blanks made plain."""
    from django.template import engines

    written = engines["django"].from_string("{% load kvitt_design %}{% show part %}")
    return written.render({"part": part}).replace("\u00a0", " ")


def text(part) -> str:
    return re.sub(r"\s+", " ", html.fromstring(f"<div>{drawn(part)}</div>").text_content()).strip()


def test_the_gallery_shows_every_part():
    shown = {type(part).__name__ for part in gallery.parts().values()}
    alone = {"Link", "Tag", "Action", "ConfirmStep", "Confirmation"}  # in others, or pages
    kinds = {name for name in design.__all__ if hasattr(getattr(design, name), "template")}
    assert kinds - alone == shown


@pytest.mark.parametrize("frame", ["portal", "debtor"])
def test_the_gallery_is_well_formed(browser, galleries, frame):
    page = browser.get(f"/gallery/{frame}/")
    root = html.fromstring(page.content)
    assert page.status_code == 200
    assert not root.xpath("//@style | //style | //@onclick")
    assert len(root.xpath("//h1")) == 1
    levels = [int(one.tag[1]) for one in root.xpath("//main//*[self::h1|self::h2|self::h3]")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    for named in " ".join(root.xpath("//@aria-describedby")).split():
        assert named in ids


def test_a_sum_stands_first_with_its_day_and_its_weekday():
    told = text(design.BigSum("To pay", 123_935, "SEK", date(2026, 12, 11)))
    assert told == "To pay SEK 1,239.35 no later than Friday 11 December 2026"


def test_an_explained_sum_tells_each_row_and_what_was_paid_of_it():
    rows = (design.SumRow("Invoice 7", 98_000, was_minor=100_000), design.SumRow("Fee", 6_000))
    told = text(design.ExplainedSum("Why", rows, "Together", 104_000, "SEK"))
    assert "Invoice 7 SEK 980.00of 1,000.00" in told and "TogetherSEK 1,040.00" in told
    unknown = design.ExplainedSum("Why", rows, "Together", None, "SEK")
    assert text(unknown).endswith("Together–")


def test_a_hold_names_its_last_day():
    told = text(design.Hold("Objection", "", date(2026, 11, 1), date(2026, 11, 30)))
    assert told == "Objection1 Nov 2026 – 30 Nov 2026"


def test_what_changes_something_is_posted_with_its_guard(browser, galleries):
    root = html.fromstring(browser.get("/gallery/ask/").content)
    form = root.xpath("//main//form")[0]
    assert form.get("method") == "post"
    assert form.xpath(".//input[@name = 'csrfmiddlewaretoken']/@value")[0]
    assert form.xpath(".//input[@name = 'why']/@value") == ["withdrawn"]


def test_a_field_tells_what_is_wrong_with_it_and_the_summary_leads_there(browser, galleries):
    root = html.fromstring(browser.get("/gallery/portal/").content)
    email = root.get_element_by_id("id_email")
    assert email.get("aria-invalid") == "true"
    described = [root.get_element_by_id(one) for one in email.get("aria-describedby").split()]
    assert [one.text_content().strip() for one in described] == [
        "Hit svarar vi.",
        "Enter a valid email address.",
    ]
    for link in root.xpath("//div[@role = 'alert']//a/@href"):
        assert root.get_element_by_id(link[1:]) is not None


def test_what_a_reader_wrote_is_never_markup():
    wild = "<script>alert(1)</script>"
    for part in (
        design.Message(wild, wild, wild, files=(design.Link(wild, "#", wild),)),
        design.EmptyState(wild, wild),
        design.Tag(wild),
        design.Bars(wild, wild, (wild, "b"), (design.Bar(wild, (1, 2)),), wild),
        design.Table(wild, (design.Column(wild),), ((design.Cell(wild, under=wild),),)),
    ):
        assert "<script" not in drawn(part)


@pytest.mark.parametrize("told", ["Paid <b>today</b>", ["Paid <b>today</b>"]])
def test_a_text_where_parts_are_shown_is_text(told):
    """It is a row of texts, each of them again: shown as parts it would never end."""
    page = engines["django"].from_string("{% load kvitt_design %}{% show told %}")
    assert page.render({"told": told}) == "Paid &lt;b&gt;today&lt;/b&gt;"


def test_a_row_without_a_cell_for_each_column_is_refused():
    with pytest.raises(ValueError):
        drawn(design.Table("t", (design.Column("a"), design.Column("b")), ((design.Cell("1"),),)))


def test_an_unknown_icon_is_refused():
    with pytest.raises(KeyError):
        icons.drawn("unicorn")


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 1), (1, 1), (3, 5), (5, 5), (6, 10), (41, 50), (2610, 5000)]
)
def test_the_upper_edge_of_a_chart_is_a_round_number(highest, top):
    assert design.charts.nice_top(highest) == top


def test_the_pieces_of_a_bar_lie_side_by_side_and_the_longest_fills_the_width():
    bars = design.Bars("t", "h", ("a", "b"), (design.Bar("x", (30, 10)), design.Bar("y", (0, 5))))
    (_, longest, total), (_, short, _) = bars.drawn
    assert [(piece.left, piece.width) for piece in longest] == [
        ("0.00%", "75.00%"),
        ("75.00%", "25.00%"),
    ]
    assert total == "40" and [(one.series, one.left, one.width) for one in short] == [
        (1, "0.00%", "12.50%")
    ]
    assert bars.table == [("x", ["30", "10", "40"]), ("y", ["0", "5", "5"])]


def test_a_chart_without_bars_or_with_zeros_alone_is_drawn():
    assert design.Bars("t", "h", ("a",), ()).drawn == []
    assert design.Bars("t", "h", ("a",), (design.Bar("x", (0,)),)).drawn[0][1] == []


def test_a_chart_refuses_more_series_than_colours():
    with pytest.raises(ValueError, match="at most 4"):
        design.Bars("t", "h", ("a", "b", "c", "d", "e"), ())


def test_a_line_runs_from_the_left_edge_to_the_right():
    line = design.Line("t", "h", "v", (("jan", 41), ("feb", 25), ("mar", 50)))
    assert line.way == "0.00,18.00 50.00,50.00 100.00,0.00"
    assert design.Line("t", "h", "v", ()).way == ""
