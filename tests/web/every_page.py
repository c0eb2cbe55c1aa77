"""Every page that a person can open, found by asking each address of the address book."""

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from tests.people import cookies
from tests.web.address_book import Route, every_route
from tests.web.whole_house import House

SHOWN = (200, 401, 410, 422)
"""A page is shown also to say that an identity was refused, a link has ended, a file is unclear."""
FILE = "a file for another program"
NO_PAGES: dict[str, str] = {
    **dict.fromkeys(
        (
            "letter", "evidence", "thread_file", "mail_as_it_came", "creditor_letter",
            "creditor_preview", "creditor_defer_letter", "creditor_invoice", "creditor_statement",
            "creditor_report_file", "creditor_sample", "creditor_file", "creditor_shadow_file",
            "debtor_calendar", "debtor_receipt", "debtor_letter", "debtor_invoice",
            "debtor_file", "debtor_export", "audit_drawn", "audit_figures",
            "mfa_download_recovery_codes",
        ),
        FILE,
    ),
    **dict.fromkeys(("swish_told", "vipps_told"), "a payment service speaks here"),
    **dict.fromkeys(("healthz", "readyz"), "a program asks whether the house is well"),
    **dict.fromkeys(("openid_connect_login", "openid_connect_callback"),
                    "leads to the broker of identities and back"),
    "mfa_login_webauthn": "a script asks here for what the key must sign",
    "set_language": "acts, and leads back",
    "invitation": "leads on at once, to /join/",
    **dict.fromkeys(("/account/social/login/cancelled/", "/account/social/login/error/",
                     "/account/social/signup/", "/account/social/connections/"),
                    "an older address that leads to the newer one"),
    "socialaccount_signup": "nobody becomes a user by an identity alone",
    "account_confirm_login_code": "nobody signs in with a mailed code",
}  # fmt: skip
"""Addresses that answer and show no page, and why."""
ALL_CASES = ("case", "creditor_case", "debtor_case")
"""Pages that look different for each case: they are opened for all."""
PAST = ("?on=2026-02-10", "?on=2025-01-01")
"""A case as it stood, and a day on which it was not there."""
MORE = {
    "cases": ("?stage=closed", "?stage=none"),
    "complaints": ("?all=1",),
    "history": ("?who=import",),
    "audit": ("?from_on=2026-01-01&until_on=2026-03-31",),
    "restore": ("?since=2026-03-20",),
    "law": ("?country=NO", "?country=XX"),
    "creditor_cases": ("?show=dispute", "?show=closed"),
    "plan_what_if": ("?months=6&first=2026-04-10",),
    "creditor_plan": ("?months=6&first=2026-04-10",),
}
"""The same page with more to say."""
ASKED = {"debtor_offer": "?months=6&first=2026-04-10"}
"""Pages that are there for those who ask something."""


ANSWERS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("search", "my_day", "/office/search/", {"sought": "Mia Berg 1"}),
    ("creditors_found", "creditors", "/office/creditors/search/", {"sought": "Kronlunds"}),
    ("creditor_search", "creditor_cases", "/creditor/search/", {"sought": "Mia Berg 1"}),
    ("creditor_live", "creditor_shadow", "/creditor/start/live/", {}),
    ("creditor_defer", "creditor_defer", "", {"until": "2026-04-08", "because": "illness"}),
    ("creditor_company", "creditor_company", "", {"email": "?"}),
    ("new_code", "new_code", "", {"is_known": "on"}),
    ("payment_assign", "payment_line", "/assign/", {"reference": "0"}),
    ("sending_stop", "health", "/office/house/stop/", {}),
    ("draft", "draft", "", {}),
    ("complaint", "complaint", "", {}),
    ("debtor_disagree", "debtor_disagree", "", {}),
    ("debtor_paid", "debtor_paid", "", {}),
    ("debtor_adviser", "debtor_me", "/me/adviser/", {}),
    ("debtor_entrance", "debtor_entrance", "", {}),
    ("account_login", "account_login", "/account/login/", {}),
    ("account_change_password", "account_change_password", "", {}),
)
"""Pages that answer a form: found, asked once more, refused. Which, where the form is, the end of
its address (empty: its own page's) and what is written into it."""
ACTS = (("/do/defer/", {"until": "2026-04-08", "because": "illness"}), ("/do/hold/", {}))
"""The same of a handler's acts: one to be checked, one refused."""


class Page(NamedTuple):
    """A page, and the visitor who opens it; where it answers a form, which and what is typed."""

    name: str
    place: str
    client: Any
    form: tuple[str, dict[str, str]] | None = None

    def cookies(self, address: str) -> list[dict[str, str]]:
        """The visitor's session, for a browser."""
        return cookies(self.client, address) if "sessionid" in self.client.cookies else []


def words(name: str) -> list[str]:
    """The words that an address of that name takes, where it takes words."""
    from kvitt.application.list_presets import FAMILIES
    from kvitt.application.show_report import REPORTS
    from kvitt.web.office import audit, on_case, proceeding_acts, written

    known: dict[str, Any] = {
        "act": on_case.ACTS,
        "proceeding_act": proceeding_acts.ACTS,
        "audit_register": audit.REGISTERS,
        "written_version": written.KINDS,
        "creditor_report": REPORTS,
        "creditor_flow": FAMILIES,
        "creditor_days": ("consumer", "business"),
    }
    return list(known.get(name, ()))


def every_page(house: House, *, every_case: bool) -> tuple[list[Page], list[str]]:
    """The pages of all cases, or of the telling ones; and the addresses of which none was found."""
    shown = house.ids["case"] if every_case else house.ids["telling"]
    pages: list[Page] = []
    nowhere: list[str] = []
    for route in every_route():
        if route.name in NO_PAGES:
            continue
        for client, places in _visits(route, house, shown):
            found = _opened(route, client, places)
            if found is None:
                nowhere.append(f"{route.name}: {next(iter(places), route.place)}")
            else:
                pages += found
    case = next(page for page in pages if page.name == "case")
    pages += [case._replace(place=f"{case.place}{end}") for end in PAST]
    return pages + list(_answers(pages)), nowhere


def _answers(pages: list[Page]) -> Iterator[Page]:
    """The pages that answer a form."""
    for name, before, action, typed in ANSWERS:
        page = next(one for one in pages if one.name == before)
        yield page._replace(name=name, form=(action or page.place, typed))
    for action, typed in ACTS:
        page = next(one for one in pages if one.place.endswith(action))
        yield page._replace(form=(action, typed))


def _visits(route: Route, house: House, shown: list[str]) -> list[tuple[list[Any], list[str]]]:
    """For each page that there should be: who could open it, and the addresses to try."""
    at_the_door = [
        ([client], [place])
        for name, (client, place) in house.door.items()
        if name.partition(":")[0] == route.name
    ]
    if at_the_door:
        return at_the_door
    if route.is_own:
        people = house.people[route.view.open_to[0]]
    else:
        people = house.people["everyone"] + house.people["staff"]
    end = ASKED.get(route.name, "")
    return [
        (people, [f"{place}{end}" for place in route.every(offered)])
        for offered in _offered(route, house, shown)
    ]


def _offered(route: Route, house: House, shown: list[str]) -> list[dict[str, list[Any]]]:
    """What may stand in the places of the address: once for each page that there should be."""
    given = {name: house.ids.get(name, []) for name in route.converters}
    for name in route.converters:
        if route.kind(name) == "CaseNumber":
            given[name] = house.ids["case"]
    if route.name in ALL_CASES:
        return [given | {"number": [one]} for one in shown]
    slugs = [name for name in route.converters if route.kind(name) == "SlugConverter"]
    return [given | {slugs[0]: [word]} for word in words(route.name)] if slugs else [given]


def _opened(route: Route, people: list[Any], places: list[str]) -> list[Page] | None:
    """The first such page that somebody opens, with what more it can say; empty for a mere act."""
    for client, place in product(people, places):
        answer = client.get(place)
        if answer.status_code == 405:
            return []
        if answer.status_code in SHOWN and answer["Content-Type"].startswith("text/html"):
            more = MORE.get(route.name, ())
            return [Page(route.name, f"{place}{end}", client) for end in ("", *more)]
    return None
