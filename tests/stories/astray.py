"""What the stories of letters that went astray need: debtors by post, and the days of an office."""

from datetime import date, timedelta

from kvitt.application.change_address import change_address
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.domain.address import NewAddress
from kvitt.store.session import query, tenant_scope
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 3, 2)
FRIENDLY_ON = date(2026, 3, 7)
NEW_HOME = NewAddress(("Nya vägen 8",), "352 41", "Växjö")


def lived(creditor, *, since, through):
    """The office works every day: the night decides, letters leave, unconfirmed ones are posted."""
    for number in range((through - since).days + 1):
        today = since + timedelta(days=number)
        for _ in range(3):
            run_cases(creditor.tenant_id, today=today)
            send_notices(creditor.tenant_id, today=today)


def by_post(creditor, *, through=FRIENDLY_ON, number=1, **told):
    """A debtor without e-mail owes an invoice, and the office has lived through that day."""
    (case_id,) = office.register(
        creditor, office.invoice(creditor, number, due_on=DUE, email=None, **told), today=DUE
    )
    lived(creditor, since=FRIENDLY_ON, through=through)
    return case_id


def moved(creditor, case_id, *, on, to=NEW_HOME):
    return change_address(
        creditor, case_id, to, because="the debtor phoned", today=on, actor="Mona"
    )


def steps(creditor, case_id):
    """The case's letters that left in its cycle and were not withdrawn."""
    cycle = money.case(creditor, case_id).cycle
    return [n.step for n in office.notices(creditor, case_id) if n.cycle == cycle]


def addresses(creditor):
    return [(d.step, d.state, d.address.split("\n")[0]) for d in office.dispatches(creditor)]


def step_on(creditor, case_id, step):
    """The day on which the case's letter of the step left."""
    return next(
        n.sent_on for n in office.notices(creditor, case_id) if n.step == step and n.sent_on
    )


def until_step(creditor, case_id, step):
    """Lives until the letter of the step has left; that day."""
    for number in range(90):
        today = FRIENDLY_ON + timedelta(days=number)
        lived(creditor, since=today, through=today)
        if step in [n.step for n in office.notices(creditor, case_id) if n.state == "sent"]:
            return today
    raise AssertionError(f"no {step} within 90 days")


def holds(creditor, case_id, *, on):
    with tenant_scope(creditor.tenant_id):
        rows = query(
            "select kind from hold where tenant_id = %s and case_id = %s and from_on <= %s"
            " and (until_on is null or until_on > %s) order by id",
            (creditor.tenant_id, case_id, on, on),
        )
    return [row[0] for row in rows]
