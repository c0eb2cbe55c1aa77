"""The colours, light and dark: text stands out, for a person in debt more than the law asks."""

import re
from functools import cache
from itertools import pairwise

import pytest

from kvitt.web.translations import PACKAGE

STATIC = PACKAGE / "web" / "static"
TONES = ("neutral", "accent", "info", "success", "warning", "danger")
READABLE, EASY, VISIBLE = 4.5, 7.0, 3.0
"""WCAG: text (AA), text on the pages of a person in debt (AAA), what is not text."""


@cache
def colours(mode: str, page: str = "portal") -> dict[str, str]:
    """Every named colour, as the browser would resolve it."""
    design = (STATIC / "vendor" / "designsystemet.css").read_text("utf-8")
    block = re.search(rf'\[data-color-scheme="{mode}"\] \{{(.*?)\n\}}', design, re.S)[1]
    known = dict(re.findall(r"--([\w-]+): ?(#[0-9a-fA-F]{6})", block))
    own = (STATIC / "kvitt" / "kvitt.css").read_text("utf-8")
    selectors = [":root"] if page == "portal" else [":root", ".debtor"]
    for selector in selectors:
        rules = re.findall(rf"^ *{re.escape(selector)} \{{(.*?)\}}", own, re.S | re.M)
        assert len(rules) == 2, f"{selector} has a rule for light and one for dark"
        for rule in rules if mode == "dark" else rules[:1]:
            for name, value in re.findall(r"--([\w-]+): ?([^;]+);", rule):
                named = re.fullmatch(r"var\(--([\w-]+)\)", value.strip())
                known[name] = known[named[1]] if named else value.strip()
    return known


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG counts it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("page", "least"), [("portal", READABLE), ("debtor", EASY)])
def test_text_stands_out_from_what_is_behind_it(mode, page, least):
    known = colours(mode, page)
    behind = ("ground", "surface", "bar", "tint")
    dim = {
        f"{ink} on {paper}": round(contrast(known[ink], known[paper]), 2)
        for ink in ("text", "quiet", "accent")
        for paper in behind
        if contrast(known[ink], known[paper]) < least
    }
    assert dim == {}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("tone", TONES)
def test_a_tag_and_a_notice_can_be_read_with_ease(mode, tone):
    known = colours(mode)
    ink = known[f"ds-color-{tone}-text-default"]
    assert contrast(ink, known[f"ds-color-{tone}-surface-tinted"]) >= EASY


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_button_can_be_read_with_ease(mode):
    known = colours(mode)
    base = known["ds-color-accent-base-default"]
    assert contrast(known["ds-color-accent-base-contrast-default"], base) >= EASY


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_edges_the_focus_ring_and_the_colours_of_charts_stand_out(mode):
    known = colours(mode)
    for name in ("ds-color-neutral-border-default", "ds-color-focus-outer", "c0", "c1", "c2", "c3"):
        for paper in ("surface", "ground"):
            assert contrast(known[name], known[paper]) >= VISIBLE, (name, paper)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_neighbours_in_a_chart_differ(mode):
    known = colours(mode)
    inks = [known[f"c{place}"] for place in range(4)]
    assert len(set(inks)) == len(inks)
    assert all(contrast(one, next_one) >= 1.2 for one, next_one in pairwise(inks))
