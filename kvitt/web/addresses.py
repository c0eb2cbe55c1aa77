"""The addresses of many cases at once: a list of fifty asks for the way there once."""

from collections.abc import Callable

from django.urls import reverse

_ANY = "0-0"


def case_addresses(page: str) -> Callable[[str], str]:
    """Gives the address of that page for each case number."""
    before, after = reverse(page, args=[_ANY]).rsplit(_ANY, 1)
    return lambda number: f"{before}{number}{after}"
