"""Pictures of the stories' pages for docs/tour.md, in Swedish: taken by `make pictures` alone."""

import io
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = os.environ.get("KVITT_PICTURES", "")
"""Where the pictures go; without it the stories are played and no picture is taken."""
DESK, PHONE = (1280, 900), (390, 844)
SCALE = {"device_scale_factor": 1.5} if FOLDER else {}
"""A phone's fine screen, for the windows of stories on a phone."""
COLOURS, ALIKE, SHORTEST = 64, 60, 520
LARGEST = 60_000
"""Bytes of a picture that a reader of the tour fetches."""
_FIELDS = "main :is(input:not([type=hidden], [type=file], [type=search]), select, textarea)"
_OWN = """fields => fields.forEach(one => {
  if (one.type === 'date') one.type = 'text';
  if (one.type === 'file') { one.type = 'text'; one.value = 'Välj fil: ingen fil är vald'; }
})"""
"""What the browser itself draws is in its own language: as a Swedish one would draw it."""
_READ = "fields => fields.map(one => /box|radio/.test(one.type) ? one.checked : one.value)"
_FILL = """(fields, kept) => fields.forEach((one, at) => {
  if (/box|radio/.test(one.type)) one.checked = kept[at]; else one.value = kept[at];
})"""


def begin() -> None:
    """Made-up numbers begin alike each time, so that a picture changes with its page alone."""
    from tests import portfolio
    from tests.stories import money, small_office

    if FOLDER:
        portfolio._numbers = itertools.count(4_711)
        small_office._numbers = itertools.count(2_305)
        money._serial = itertools.count(1_207_000, 1_000)


def picture(page, name: str, *, at: str = "", height: int = 0) -> None:
    """The page as it stands, what is typed with it, read anew in Swedish and kept as a picture.

    ``at`` is where the picture begins, ``height`` how far down it goes, by default one screen.
    """
    if FOLDER:
        before = page.evaluate("document.documentElement.lang")
        _read_anew(page, "sv")
        _take(page, name, at, height)
        _read_anew(page, before)


@contextmanager
def of_the_next(page, name: str, *, at: str = "", height: int = 0) -> Iterator[None]:
    """The page that the next press leads to is in Swedish and kept; what it tells, it tells once.

    The story goes on from it in Swedish: ask what it says by ``browsing.said``.
    """
    if not FOLDER:
        yield
        return
    _speak(page, "sv")
    yield
    page.wait_for_load_state("networkidle")
    _take(page, name, at, height)
    _speak(page, "en")


def _take(page, name: str, at: str, height: int) -> None:
    before = dict(page.viewport_size)
    width, screen = PHONE if before["width"] <= PHONE[0] else DESK
    page.set_viewport_size({"width": width, "height": screen})
    page.emulate_media(color_scheme="light")
    page.locator("input").evaluate_all(_OWN)
    top = page.locator(at).first.bounding_box()["y"] - 16 if at else 0
    end = page.evaluate("document.querySelector('main').getBoundingClientRect().bottom")
    rest = page.locator("main > :last-child").last.bounding_box()
    end = rest["y"] + rest["height"] + 32 if rest else end
    tall = max(SHORTEST, min(height or screen, end - top))
    clip = {"x": 0, "y": top, "width": width, "height": tall}
    shot = page.screenshot(full_page=tall + top > screen, clip=clip)
    _keep(shot, Path(FOLDER) / f"{name}.png")
    page.set_viewport_size(before)


def _read_anew(page, language: str) -> None:
    """The same page in another language, with what was typed before."""
    kept = page.locator(_FIELDS).evaluate_all(_READ)
    _speak(page, language)
    page.reload(wait_until="networkidle")
    page.locator(_FIELDS).evaluate_all(_FILL, kept)


def _speak(page, language: str) -> None:
    """From the next page on, pages are in that language."""
    page.context.add_cookies([{"name": "django_language", "value": language, "domain": "127.0.0.1",
                               "path": "/"}])  # fmt: skip


def _keep(shot: bytes, path: Path) -> None:
    """The picture with few colours: those that it has most of, the others the nearest of them."""
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(shot)) as image:
        whole = image.convert("RGB")
    counted = whole.getcolors(maxcolors=2**24)
    known = _palette([colour for _, colour in sorted(counted, reverse=True)])
    place = {colour: _nearest(colour, known) for _, colour in counted}
    few = Image.new("P", whole.size)
    few.putpalette([part for colour in known for part in colour])
    flat = whole.tobytes()
    few.putdata([place[tuple(flat[at : at + 3])] for at in range(0, len(flat), 3)])
    few.save(path, optimize=True)
    assert path.stat().st_size <= LARGEST, f"{path.name}: {path.stat().st_size} bytes"


def _palette(colours: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The colours that are met most often, each unlike those before it."""
    chosen: list[tuple[int, ...]] = []
    for one in colours:
        if len(chosen) == COLOURS:
            break
        if not chosen or min(_far(one, other) for other in chosen) > ALIKE:
            chosen.append(one)
    return chosen


def _far(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _nearest(colour: tuple[int, ...], known: list[tuple[int, ...]]) -> int:
    far = [_far(colour, one) for one in known]
    return far.index(min(far))
