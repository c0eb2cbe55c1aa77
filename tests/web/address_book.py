"""Every own page as the addresses themselves name it: nothing can be forgotten."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

PLACE = re.compile(r"<([^>]+)>")


class Route(NamedTuple):
    """An address with places, its name, its view, and what stands in each place."""

    place: str
    name: str
    view: Any
    converters: dict[str, Any]

    @property
    def is_own(self) -> bool:
        """Whether the view says whom it is open to; those of the sign-in are another's."""
        return hasattr(self.view, "open_to")

    def kind(self, name: str) -> str:
        """The kind of what stands in that place."""
        return type(self.converters[name]).__name__

    def filled(self, given: dict[str, Any]) -> str:
        """The address with its places filled by name."""
        return PLACE.sub(lambda found: str(given[found[1].split(":")[-1]]), self.place)

    def every(self, offered: dict[str, list[Any]]) -> Iterator[str]:
        """The address filled with each combination of what is offered for its places."""
        names = [one.split(":")[-1] for one in PLACE.findall(self.place)]
        for values in product(*(offered[name] for name in names)):
            yield self.filled(dict(zip(names, values, strict=True)))


def every_route() -> list[Route]:
    """All addresses, in their order."""
    from django.urls import get_resolver

    found: list[Route] = []

    def walk(patterns: Any, before: str, converters: dict[str, Any]) -> None:
        for one in patterns:
            place = before + str(one.pattern)
            named = converters | getattr(one.pattern, "converters", {})
            if hasattr(one, "url_patterns"):
                walk(one.url_patterns, place, named)
            else:
                found.append(Route(place, one.name or place, one.callback, named))

    walk(get_resolver("kvitt.web.urls").url_patterns, "/", {})
    return found
