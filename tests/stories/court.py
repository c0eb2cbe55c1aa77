"""Helpers for stories after the demand: letters that brought nothing, and what is filed then."""

from datetime import date, timedelta

from kvitt.application.apply_to_authority import apply_to_authority
from kvitt.application.draft_proceeding import approve_proceeding, draft_proceeding
from kvitt.application.run_day import run_day
from kvitt.store.session import query, query_named, tenant_scope
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 1, 30)
PERSON = "19850312-2387"
"""A made-up person of age with a number that holds."""
ADDRESS = {"address_lines": ("Kajen 3", "111 22 Lillstad")}


def demanded(creditor, amount_minor=5_000_00, *, due_on=DUE, number=1, **told):
    """A case whose letters have all left and brought nothing; it and the day of the question."""
    one = office.invoice(
        creditor, number, due_on=due_on, payable_minor=amount_minor, **{"identity": PERSON} | told
    )
    (case_id,) = office.register(creditor, one, today=one.issued_on)
    day = due_on
    while True:
        run_day(today=day, tenant_ids=[creditor.tenant_id])
        if any(task.kind == "decide_next_measure" for task in office.tasks(creditor, case_id)):
            return case_id, day
        day = max(day + timedelta(days=1), money.case(creditor, case_id).wake_on or day)
        assert day < due_on + timedelta(days=120), "nobody was asked"


def filed(creditor, case_id, *, on, kind="payment_order", approver="Eva"):
    """The application is drafted, approved by another person and filed; its number."""
    number = draft_proceeding(
        creditor, case_id, kind=kind, because="asked by the creditor", today=on, by="Mona"
    )
    approve_proceeding(creditor, number, today=on, by=approver)
    apply_to_authority(creditor, number, today=on, by="Mona")
    return number


def costs(creditor, case_id):
    """The kinds and sums of costs that stand on the case."""
    with tenant_scope(creditor.tenant_id):
        return query(
            "select i.kind, i.amount_minor from claim_item i join claim c on c.id = i.claim_id"
            " where c.tenant_id = %s and c.case_id = %s and i.voided_on is null"
            " and i.kind not in ('principal', 'interest') order by i.id",
            (creditor.tenant_id, case_id),
        )


def proceeding(creditor, number):
    """The row of the proceeding."""
    with tenant_scope(creditor.tenant_id):
        (row,) = query_named(
            "select * from proceeding where tenant_id = %s and id = %s",
            (creditor.tenant_id, number),
        )
    return row


def interruptions(creditor, case_id):
    """What interrupted the limitation: kind, day, end."""
    with tenant_scope(creditor.tenant_id):
        return query(
            "select i.kind, i.on_day, i.ended_on from interruption i join claim c"
            " on c.id = i.claim_id where c.tenant_id = %s and c.case_id = %s"
            " and i.voided_on is null order by i.id",
            (creditor.tenant_id, case_id),
        )
