"""Every page says whom it is open to, and what right it asks for."""

from collections.abc import Iterator
from typing import Any

from kvitt.domain import roles

READERS = {"everyone", "staff", "creditor", "debtor"}
FOR_EVERYONE = {
    "front", "debtor_entrance", "debtor_leave", "invitation", "join", "choose_creditor",
    "set_language", "healthz", "readyz", "debtor_genuine", "debtor_advice",
    "swish_told", "vipps_told",
}  # fmt: skip
RIGHTS = {value for name, value in vars(roles).items() if name.isupper() and isinstance(value, str)}


def pages(patterns: list[Any]) -> Iterator[tuple[str, Any]]:
    """Our own pages by name; those of the sign-in library guard themselves."""
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from pages(one.url_patterns)
        elif not one.callback.__module__.startswith("allauth."):
            yield one.name, one.callback


def test_every_page_is_guarded() -> None:
    from django.urls import get_resolver

    from kvitt.site.setup import start_django

    start_django()
    found = [
        (name, view) for name, view in pages(get_resolver().url_patterns)
        if "RedirectView" not in getattr(view, "__qualname__", "")
        and not hasattr(view, "view_class")
    ]  # fmt: skip
    assert len(found) > 10
    for name, view in found:
        assert hasattr(view, "open_to"), f"{name} does not say whom it is open to"
        reader, right = view.open_to
        assert reader in READERS
        assert right in RIGHTS or reader in ("everyone", "debtor"), name
        assert (reader == "everyone") == (name in FOR_EVERYONE), name
