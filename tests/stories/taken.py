"""Helpers for stories of money that an authority took: an order or a deduction, and its money."""

from datetime import timedelta

from kvitt.application.keep_case_apart import keep_case_apart
from kvitt.application.record_distribution import record_event
from kvitt.application.record_proceeding import record_proceeding
from kvitt.application.run_day import run_day
from kvitt.store.authority_messages import less_than_filed
from kvitt.store.session import query, query_named, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.court import DUE, PERSON, demanded, filed

WEEK = timedelta(days=7)
NUMBER = "01-123456-26"
OFFICE = "Kronofogdemyndigheten"


def record(creditor, number, event, on, /, *, today=None, line=None, to_creditor=False, **given):
    """An event of the proceeding is recorded; the money of a distribution is booked with it."""
    return record_event(
        creditor, number, event, on_day=on, today=today or on, by="Mona", given=given,
        line_id=line, to_creditor=to_creditor,
    )  # fmt: skip


def enforced(creditor, amount_minor=5_000_00, *, number=NUMBER, **told):
    """A case from invoice to an order that is enforced: case, proceeding, day of the order."""
    case_id, on = demanded(creditor, amount_minor, **told)
    proceeding = filed(creditor, case_id, on=on)
    return case_id, proceeding, ordered(creditor, case_id, proceeding, on, number)


def ordered(creditor, case_id, proceeding, on, number=NUMBER):
    """The application was received, served, and the order came four weeks after it was filed."""
    record_proceeding(creditor, proceeding, "received", on_day=on, today=on, by="Mona",
                      given={"number": number})  # fmt: skip
    record_proceeding(creditor, proceeding, "served", on_day=on + WEEK, today=on + WEEK, by="Mona")
    on += 4 * WEEK
    sums = totals(creditor, case_id)
    given = dict(zip(("principal", "interest", "cost"), sums, strict=True))
    given |= {"amount": sum(sums), "number": f"U-{proceeding}"}
    record_proceeding(creditor, proceeding, "order", on_day=on, today=on, by="Mona", given=given)
    return on


def lived_to_the_question(creditor, *amounts_minor, apart=False):
    """Invoices of one debtor whose letters brought nothing: their cases and the day.

    The night makes one case of them, unless a person keeps them ``apart``.
    """
    who = {"identity": PERSON, "customer_number": "C1", "name": "Åsa Öberg"}
    invoices = [
        office.invoice(creditor, n, due_on=DUE, payable_minor=minor, **who)
        for n, minor in enumerate(amounts_minor, 1)
    ]
    cases = office.register(creditor, *invoices, today=DUE - 4 * WEEK)
    if apart:
        keep_case_apart(creditor, cases[-1], because="asked", today=DUE, actor="Mona")
    day = DUE
    while True:
        run_day(today=day, tenant_ids=[creditor.tenant_id])
        standing = {money.case(creditor, one).merged_into or one for one in cases}
        asked = {
            task.case_id for task in office.tasks(creditor) if task.kind == "decide_next_measure"
        }
        if standing <= asked:
            return sorted(standing), day
        day += timedelta(days=1)
        assert day < DUE + 17 * WEEK, "nobody was asked"


def totals(creditor, case_id):
    """What is open on all claims of the case: principal, interest, costs."""
    with tenant_scope(creditor.tenant_id):
        (row,) = query(
            "select sum(principal_open_minor)::bigint, sum(interest_open_minor)::bigint,"
            " sum(cost_open_minor)::bigint from claim where tenant_id = %s and case_id = %s",
            (creditor.tenant_id, case_id),
        )
    return row


def pays_out(creditor, amount_minor, on, *, by=OFFICE, **told):
    """A file from the bank brings money that the authority paid out; the report of the file."""
    line = money.paid(creditor, amount_minor, on, payer_name=by, **told)
    format = "bgmax" if creditor.country == "SE" else "camt"
    return money.bank_brings(line, today=on, format=format, name=f"{by} {on}")


def payments(creditor, case_id):
    """The payments of the case, oldest first."""
    with tenant_scope(creditor.tenant_id):
        return query_named(
            "select * from payment where tenant_id = %s and case_id = %s order by id",
            (creditor.tenant_id, case_id),
        )


def waiting(creditor):
    """The lines that wait for a person on the creditor's account, as their sentences."""
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        return query(
            "select id, because from bank_line where tenant_id = %s and account = %s"
            " and outcome = 'unmatched' order by id",
            (agency_id, creditor.pay_to_number),
        )


def untold_minor(creditor, proceeding):
    """What is owed less than the authority of the proceeding knows."""
    with tenant_scope(creditor.tenant_id):
        less = less_than_filed(creditor.tenant_id, proceeding).get(proceeding, [])
    return sum(one.amount_minor for one in less)
