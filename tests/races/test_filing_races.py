"""Filing against holds, against filing, and against the night: all at the same moment."""

import threading
import time
from datetime import date, timedelta

import pytest
from django.db import connection

from kvitt.application.apply_to_authority import apply_to_authority
from kvitt.application.authorities import Receipt, authority_for
from kvitt.application.draft_proceeding import approve_proceeding, draft_proceeding
from kvitt.application.place_hold import place_hold
from kvitt.application.run_day import run_day
from kvitt.kernel.refusal import Refusal
from kvitt.store.session import query, tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.court import costs, proceeding
from tests.world.world import identity_of

pytestmark = pytest.mark.usefixtures("live_db", "mailbox")
DUE = date(2026, 1, 30)
PEOPLE = (0, 1, 2, 4, 5, 6)
STANDING = "select kind from hold where tenant_id = %s and case_id = %s and until_on is null"
OWED = """
select sum(principal_open_minor + interest_open_minor + cost_open_minor)::bigint from claim
where tenant_id = %s and case_id = %s
"""


class Slow:
    """An authority that takes its time, and looks at the case while it has the application."""

    def __init__(self, creditor, case_id):
        self.creditor, self.case_id = creditor, case_id
        self.taken, self.wrong = [], []

    def __call__(self, way):
        self._real = authority_for(way)
        return self

    def __getattr__(self, name):
        return getattr(self._real, name)

    def send(self, filing, papers):
        time.sleep(0.05)
        with tenant_scope(self.creditor.tenant_id):
            given = (self.creditor.tenant_id, self.case_id)
            self.wrong += [f"filed under {kind}" for (kind,) in query(STANDING, given)]
            owed = query(OWED, given)[0][0]
        if filing.open_minor != owed:
            self.wrong.append(f"asks for {filing.open_minor}, {owed} is owed")
        self.taken.append(filing.reference)
        return Receipt(None, tuple(papers))


@pytest.fixture(scope="module")
def demanded(database_server, tmp_path_factory):
    """Cases whose letters brought nothing, one after the other."""
    from django.conf import settings

    from kvitt.simulators.mailbox import Mailbox
    from kvitt.site.home import Home

    with pytest.MonkeyPatch.context() as patched:
        home = Home(tmp_path_factory.mktemp("filing") / "home").create()
        patched.setattr(settings, "HOME", home)
        with Mailbox(bounces_to=home.letters) as opened:
            patched.setenv("KVITT_SMTP_URL", opened.url)
            creditor = money.creditor_of_its_own("SE")
            cases = office.register(
                creditor,
                *(
                    office.invoice(creditor, number, due_on=DUE, payable_minor=5_000_00,
                                   identity=identity_of("SE", "consumer", number))
                    for number in PEOPLE
                ),
                today=DUE,
            )  # fmt: skip
            day = DUE
            while not all(asked(creditor, case_id) for case_id in cases):
                day += timedelta(days=1)
                run_day(today=day, tenant_ids=[creditor.tenant_id])
                assert day < DUE + timedelta(days=120), "nobody was asked"
    return creditor, cases, day


def asked(creditor, case_id):
    return "decide_next_measure" in [task.kind for task in office.tasks(creditor, case_id)]


def drafted(creditor, case_id, on):
    return draft_proceeding(
        creditor, case_id, kind="payment_order", because="asked", today=on, by="Mona"
    )


def approved(creditor, case_id, on):
    number = drafted(creditor, case_id, on)
    approve_proceeding(creditor, number, today=on, by="Eva")
    return number


def at_once(*programs):
    """Runs them at the same moment; what each refused."""
    begin, refused, broken = threading.Barrier(len(programs)), [], []

    def run(program):
        try:
            begin.wait()
            program()
        except Refusal as no:
            refused.append(type(no).__name__)
        except Exception as trouble:  # noqa: BLE001 - whatever reaches the caller is a fault
            broken.append(f"{type(trouble).__name__}: {trouble}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(program,)) for program in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return refused


def files(creditor, number, on, authority):
    return lambda: apply_to_authority(creditor, number, today=on, by="Mona", authority=authority)


def holds(creditor, case_id, on, after=0.0):
    def place():
        time.sleep(after)
        place_hold(creditor, case_id, kind="manual_pause", because="ill", today=on, actor="Eva")

    return place


def test_two_who_file_at_once_file_once(demanded):
    creditor, cases, on = demanded
    number = approved(creditor, cases[0], on)
    there = Slow(creditor, cases[0])
    filing = files(creditor, number, on, there)
    assert at_once(filing, filing) == ["WrongState"]
    assert (len(there.taken), there.wrong) == (1, [])
    kinds = [kind for kind, _ in costs(creditor, cases[0])]
    assert kinds.count("payment_order_application") == 1
    assert proceeding(creditor, number).state == "filed"


@pytest.mark.parametrize(("place", "after"), [(1, 0.0), (2, 0.03), (3, 0.15)])
def test_nothing_is_filed_beside_a_hold(demanded, place, after):
    """The hold comes first and nothing leaves, or it finds that it has left."""
    creditor, cases, on = demanded
    number = approved(creditor, cases[place], on)
    there = Slow(creditor, cases[place])
    at_once(files(creditor, number, on, there), holds(creditor, cases[place], on, after))
    assert there.wrong == []
    row = proceeding(creditor, number)
    tasks = [task.kind for task in office.tasks(creditor, cases[place])]
    if there.taken:
        assert (row.state, "tell_authority" in tasks) == ("filed", True)
    else:
        assert (row.state, row.filed_on, "tell_authority" in tasks) == ("ended", None, False)


def test_nothing_stays_approved_beside_a_hold(demanded):
    creditor, cases, on = demanded
    number = drafted(creditor, cases[4], on)
    approving = lambda: approve_proceeding(creditor, number, today=on, by="Eva")  # noqa: E731
    at_once(approving, holds(creditor, cases[4], on))
    assert proceeding(creditor, number).state == "ended"


def test_the_night_beside_a_filing_leaves_the_sums_as_filed(demanded):
    creditor, cases, on = demanded
    number = approved(creditor, cases[5], on)
    there = Slow(creditor, cases[5])
    later = on + timedelta(days=1)
    night = lambda: run_day(today=later, tenant_ids=[creditor.tenant_id])  # noqa: E731
    assert at_once(files(creditor, number, later, there), night) == []
    assert (len(there.taken), there.wrong) == (1, [])
    assert proceeding(creditor, number).state == "filed"
    money.the_books_hold(creditor)
