"""Helpers for stories of costs between agency and creditor: terms, filings, settlements."""

import csv
import io
from datetime import date

from lxml import etree

from kvitt.application.add_creditor import set_agency
from kvitt.application.change_agreement import change_agreement
from kvitt.application.settle_creditors import settle_creditors
from kvitt.store.outlays import outlays
from kvitt.store.session import query_value, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.stories import money
from tests.stories.court import demanded, filed

AGREED_ON = date(2026, 1, 2)


def with_agency():
    """The office is an agency with client accounts of its own in both countries."""
    set_agency(
        name="Lyckans Inkasso", organisation_number="5560360793",
        client_accounts={"SE": money.bankgiro(), "NO": money.konto()},
        address_lines=("Torget 1", "352 30 Växjö"), email="post@lyckan.example",
    )  # fmt: skip


def creditor_with(country="SE", *, today=AGREED_ON, **terms):
    """A creditor whose claims the agency collects, with these terms on costs."""
    made = money.creditor_of_its_own(country, flows=(f"{country.lower()}-agency",))
    return agreed(made, today=today, **terms) if terms else made


def agreed(creditor, *, today=AGREED_ON, **terms):
    """The creditor with these terms on costs from that day, or from their own ``from_on``."""
    return change_agreement(
        creditor, {"costs": terms}, because="agreed with the creditor", today=today, actor="Eva"
    )


def at_the_authority(creditor, amount_minor=5_000_00, number=1, **told):
    """A case whose application for a payment order has left; it and the day."""
    case_id, on = demanded(creditor, amount_minor, number=number, **told)
    filed(creditor, case_id, on=on)
    return case_id, on


def pays(creditor, case_id, amount_minor, on, **told):
    """The debtor pays that day."""
    paid = money.paid(creditor, amount_minor, on, case=case_id, **told)
    return money.bank_brings(paid, today=on, format="camt")


def settled(creditor, folder, on):
    """The settlement of that day; None where there is nothing to settle."""
    done = settle_creditors(today=on, out_folder=folder, creditors=[creditor])
    return done[0] if done else None


def laid_out(creditor, case_id=None):
    """Kind, sum, recovered, billed, and outstanding of each outlay."""
    with tenant_scope(creditor.tenant_id):
        return [
            (one.kind, one.amount_minor, one.recovered_minor, one.billed_minor,
             one.outstanding_minor)
            for one in outlays(creditor.tenant_id, case_id=case_id)
        ]  # fmt: skip


def own(account):
    """The balance of an account of the agency's own money, debit positive."""
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        return query_value(
            "select coalesce(sum(case when debit = %(a)s::ledger_account then amount_minor"
            " when credit = %(a)s::ledger_account then -amount_minor else 0 end), 0)::bigint"
            " from posting where tenant_id = %(t)s",
            {"a": account, "t": agency_id},
        )


def ordered(done):
    """What the payment order pays, as the bank reads it; None where there is none."""
    paths = [path for path in done.files if path.suffix == ".xml"]
    if not paths:
        return None
    (amount,) = etree.fromstring(paths[0].read_bytes()).iter("{*}InstdAmt")
    return amount.text


def lines_of(done):
    """The rows of the settlement's CSV."""
    (path,) = (path for path in done.files if path.suffix == ".csv")
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def statement_of(done):
    """The bytes of the settlement's PDF."""
    (path,) = (path for path in done.files if path.suffix == ".pdf")
    return path.read_bytes()
