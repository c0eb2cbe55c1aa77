"""``python -m bench.web``: the pages at a million cases, by themselves and while a night runs."""

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from bench import portfolio
from bench.figures import Figure, Figures, NotExact, at_most, show, write_json
from bench.house import House, open_house
from bench.load import Asked, Times, steady
from bench.workers import run_night
from kvitt.application.manage_people import give_role
from kvitt.application.open_debtor_access import DebtorAccess
from kvitt.commands import background
from kvitt.store.cases import case_key
from kvitt.store.tenants import agency_tenant_id

PORT = 8877
DEBTORS = 200
LISTS, DEBTOR, OVERVIEWS = "lists", "debtor page", "overviews"
RATES = {LISTS: 60, DEBTOR: 100, OVERVIEWS: 4}
LIMITS_MS = {LISTS: 120, DEBTOR: 80}
"""The limits of the house (p95): 95 of 100 answers come within so many milliseconds."""
NIGHT_STARTS_SECONDS = 5


def main() -> int:
    """Measures and prints the table; 1 where a page answered anything but itself."""
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__)
    parser.add_argument("--n", "--cases", type=int, default=int(os.environ.get("N") or 1_000_000))
    parser.add_argument("--seconds", type=int, default=20, help="of each measurement")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    console = Console(stderr=True)
    figures = Figures(lambda sentence: console.print(f"[dim]{sentence}[/dim]", highlight=False))
    os.environ["KVITT_TODAY"] = str(portfolio.DEMAND_ON)
    failure = ""
    with open_house() as house:
        try:
            measure(house, figures, arguments.n, arguments.seconds)
        except NotExact as problem:
            failure = str(problem)
    show(figures, Console(width=None if sys.stdout.isatty() else 160))
    if arguments.json:
        write_json(figures, arguments.json)
    if failure:
        console.print(f"[bold red]{failure}[/bold red]")
    return 1 if failure else 0


def measure(house: House, figures: Figures, count: int, seconds: int) -> None:
    """Each kind of page at its rate: first alone, then while all cases go through one night."""
    creditor = portfolio.new_creditor()
    tenant_id = creditor.tenant_id
    portfolio.fill(creditor, count)
    house.analyse()
    pages = pages_of(tenant_id)
    with pages_up():
        for kind, asked in pages.items():
            steady(asked, rate=20, seconds=3)
            _add(figures, kind, steady(asked, rate=RATES[kind], seconds=seconds), "alone")
        with a_night(house, tenant_id) as is_running:
            for kind in (LISTS, DEBTOR):
                times = steady(pages[kind], rate=RATES[kind], seconds=seconds)
                if not is_running():
                    raise NotExact("the night was over too soon: more cases or fewer seconds")
                _add(figures, kind, times, "while a night runs")


def _add(figures: Figures, kind: str, times: Times, when: str) -> None:
    p95, limit = times.p(0.95), LIMITS_MS.get(kind)
    each = ", ".join(f"{one} {times.p(0.95, one):.0f}" for one in sorted(times.kinds))
    figures.add(Figure(
        "P10", f"{kind} at {RATES[kind]}/s, {when}", p95, "ms (p95)", limit,
        p95 / limit if limit else None, floor="1" if limit else "",
        met=at_most(p95 / limit, 1, 0.5) if limit else "", first_class="0.5" if limit else "",
        note=f"p50 {times.p(0.5):.0f}, p99 {times.p(0.99):.0f}; p95 by page: {each}",
    ))  # fmt: skip
    if times.wrong:
        raise NotExact(f"{kind}: not every page came: {dict(times.wrong)}")


def pages_of(tenant_id: int) -> dict[str, list[Asked]]:
    """The lists as staff and creditor open them, overviews, and many debtors' own pages."""
    from kvitt.store.session import query, tenant_scope

    office, owner = _session(agency_tenant_id(), "handler"), _session(tenant_id, "creditor_admin")
    with tenant_scope(tenant_id):
        rows = query("select id from collection_case order by id %% 7919, id limit %s", (DEBTORS,))
    ids = [int(row[0]) for row in rows]
    numbers = [f"{tenant_id}-{case_id}" for case_id in ids]
    middle = max(ids) // 2
    lists = [
        Asked("office: cases", "/office/cases/", office),
        Asked("office: cases, far down", f"/office/cases/?before={middle}", office),
        Asked(
            "office: cases by stage", f"/office/cases/?creditor={tenant_id}&stage=demand", office
        ),
        Asked("creditor: cases", "/creditor/cases/", owner),
        Asked("creditor: cases, far down", f"/creditor/cases/?before={middle}", owner),
        Asked("creditor: closed", "/creditor/cases/?show=closed", owner),
        Asked("office: search, reference", "/office/search/", office, portfolio.ocr(4711)),
        Asked("office: search, name", "/office/search/", office, "Åsa Prov 471"),
        Asked("office: search, sum", "/office/search/", office, "4711.00"),
        Asked("creditor: search, name", "/creditor/search/", owner, "Åsa Prov 815"),
        Asked("office: tasks", "/office/tasks/", office),
        Asked("office: one case", f"/office/cases/{numbers[2]}/", office),
        Asked("creditor: one case", f"/creditor/cases/{numbers[3]}/", owner),
    ]
    overviews = [
        Asked("office: my day", "/office/", office),
        Asked("creditor: overview", "/creditor/", owner),
        Asked("creditor: suggestions", "/creditor/suggestions/", owner),
    ]
    own = [Asked("case", f"/my/cases/{number}/", _debtor_session(number)) for number in numbers]
    asked = {LISTS: lists, DEBTOR: own, OVERVIEWS: overviews}
    return {
        kind: [replace(one, address=f"http://127.0.0.1:{PORT}{one.address}") for one in pages]
        for kind, pages in asked.items()
    }


def _session(tenant_id: int, role: str) -> str:
    """A session of a new user who has that role there, with a second factor."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.test import Client

    from kvitt.web.signin.models import User

    user = User.objects.create_user(f"{role}@bench.example", None, name="Bo Prov")
    TOTP.activate(user, generate_totp_secret())
    give_role(tenant_id, user_id=user.pk, role=role, today=portfolio.DEMAND_ON, by="bench")
    client = Client()
    client.force_login(user)
    return str(client.cookies["sessionid"].value)


def _debtor_session(number: str) -> str:
    """A session of a debtor who signed in with an electronic identity."""
    from importlib import import_module

    from django.conf import settings
    from django.http import HttpRequest

    from kvitt.web.signin.visitor import keep_debtor

    key = case_key(number)
    assert key is not None
    asked = HttpRequest()
    asked.session = import_module(settings.SESSION_ENGINE).SessionStore()
    keep_debtor(asked, DebtorAccess((key,), "debtor", "identity"))
    asked.session.save()
    return str(asked.session.session_key)


@contextmanager
def pages_up() -> Iterator[None]:
    """The pages, by the same command and as many workers as an installation has."""
    command = background.web_command(PORT)
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, env=os.environ) as program:
        try:
            for _ in range(200):
                if background.answers(PORT):
                    break
                time.sleep(0.1)
            yield
        finally:
            program.terminate()


@contextmanager
def a_night(house: House, tenant_id: int) -> Iterator[Callable[[], bool]]:
    """A night over all cases in one process beside the pages; tells whether it still runs."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            run_night(house, tenant_id, portfolio.DEMAND_ON, workers=1, is_behind=True)
        except BaseException as problem:  # noqa: BLE001 - raised below, in the measuring thread
            failed.append(problem)

    night = threading.Thread(target=run)
    night.start()
    time.sleep(NIGHT_STARTS_SECONDS)
    try:
        yield night.is_alive
    finally:
        night.join()
    if failed:
        raise failed[0]


if __name__ == "__main__":
    sys.exit(main())
