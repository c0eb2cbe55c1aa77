"""Each night: a new year of an enforcement in Sweden costs a new base fee, on its day and once.

A year runs from the order that is enforced, or from the application for enforcement. Where
something is attached the fee is charged by itself, by the one gate. Where nothing is, the authority
may have done with all but what costs nothing: then a person finds out.
"""

from datetime import date

from kvitt.application.record_proceeding import record_in_scope
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.law.costs_sweden import next_base_fee_on
from kvitt.store.closing import add_event
from kvitt.store.creditors import creditor_of
from kvitt.store.disputes import ask
from kvitt.store.payments import close_tenant_history
from kvitt.store.proceedings import base_fee_years
from kvitt.store.session import tenant_scope

ASKED = "base_fee_year"


def follow_base_fees(tenant_id: int, *, today: date) -> int:
    """Charges, or asks about, every year that has begun; how many.

    A second run on the same day does nothing again. A year that nights have missed is dated on its
    own day; one year of an enforcement a night.
    """
    done = 0
    with tenant_scope(tenant_id):
        creditor = creditor_of(tenant_id)
        if creditor.country != "SE":
            return 0
        law = law_book("SE")
        for row in base_fee_years(tenant_id, before=today):
            on = next_base_fee_on(law, since=row.year_from)
            if on > today:
                continue
            if row.is_attached:
                record_in_scope(creditor, row.id, "new_year", on_day=on, today=today, by="night")
            elif not row.is_asked:
                fee = law.value("fees.enforcement_base_fee", on=on)
                told = Sentence(
                    "{filing} at {authority}: a new year began on {on}",
                    filing=row.reference,
                    authority=row.authority,
                    on=on,
                )
                ask(tenant_id, row.case_id, ASKED, f"{told}. {fee.sentence}", today=today,
                    source_id=row.id)  # fmt: skip
                add_event(row.case_id, "proceeding_came_due", today=today, actor="night",
                          proceeding=row.id, what=told)  # fmt: skip
            else:
                continue
            done += 1
        if done:
            close_tenant_history(tenant_id)
    return done
