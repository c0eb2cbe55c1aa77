"""The monitoring letter as it leaves: every cost by its claim, and no word of a threat."""

import re
from datetime import date

import pytest

from kvitt.application.charge_case import charge_case
from kvitt.application.follow_monitoring import follow_monitoring
from kvitt.application.list_monitoring import rounds_done
from kvitt.application.merge_by_hand import merge_by_hand
from kvitt.application.send_notices import send_notices
from kvitt.application.start_monitoring import start_monitoring
from kvitt.law.fee_terms import Circumstances
from kvitt.store.session import query_value, tenant_scope
from tests.documents.pdf_words import pdf_words
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 1, 30)
STARTED = date(2026, 2, 16)
ROUND = date(2026, 5, 16)
COSTS = (
    ("reminder",), ("payment_order_application", "payment_order_representation"),
    ("enforcement_base_fee",), ("reminder",), ("reminder",), ("payment_order_application",),
    ("reminder",), ("enforcement_base_fee",),
)  # fmt: skip
"""What each of the eight claims has been charged: 60, 680, 600 …"""
ON_LETTER = {
    "reminder": ("Påminnelseavgift", 60),
    "payment_order_application": ("Ansökningsavgift,betalningsföreläggande", 300),
    "payment_order_representation": ("Ombudsarvode,betalningsföreläggande", 380),
    "enforcement_base_fee": ("Grundavgift,utmätning", 600),
}
"""How the letter names each cost, and how many kronor it is."""

FILED = Circumstances(reason="the debtor is leaving the country")

pytestmark = pytest.mark.usefixtures("live_db", "letters")


def with_eight_claims():
    """One case of eight claims, each with costs of its own."""
    creditor = money.creditor_of_its_own()
    told = {"customer_number": "C1", "email": None, "name": "Åsa Öberg"}
    invoices = [
        office.invoice(creditor, 1, due_on=DUE, payable_minor=(1_000 + 100 * n) * 100, **told)
        ._replace(number=str(20_101 + n))
        for n in range(8)
    ]  # fmt: skip
    cases = office.register(creditor, *invoices, today=DUE)
    for case, kinds in zip(cases, COSTS, strict=True):
        for kind in kinds:
            charge_case(creditor, case, kind=kind, today=STARTED, circumstances=FILED,
                        actor="Mona")  # fmt: skip
    case = cases[0]
    for other in cases[1:]:
        merge_by_hand(creditor, case, other, because="one letter", today=STARTED, actor="Mona")
    start_monitoring(creditor, case, reason="no_assets", because="nothing to take",
                     today=STARTED, actor="Mona")  # fmt: skip
    return creditor, case


def printed(creditor, case):
    with tenant_scope(creditor.tenant_id):
        return bytes(
            query_value(
                "select content from document where tenant_id = %s and case_id = %s"
                " and kind = 'monitoring_letter' order by id desc limit 1",
                (creditor.tenant_id, case),
            )
        )


def test_a_monitoring_letter_over_8_claims_names_every_cost_row_by_claim_and_none_as_other():
    """Acceptance row 10."""
    creditor, case = with_eight_claims()
    follow_monitoring(creditor.tenant_id, today=ROUND)
    send_notices(creditor.tenant_id, today=ROUND)
    (letter,) = [n for n in office.notices(creditor, case) if n.state == "sent"]
    assert letter.cost_minor == sum(ON_LETTER[kind][1] * 100 for one in COSTS for kind in one)
    words = pdf_words(printed(creditor, case))
    parts = re.split(r"Faktura(?=201\d\d)", words)
    by_claim = {part[:5]: part for part in parts[1:] if part[:5].isdecimal()}
    for number, kinds in enumerate(COSTS):
        said = by_claim[str(20_101 + number)]
        for kind, (name, kronor) in ON_LETTER.items():
            rows = re.findall(f"{name},16februari2026(?:(?!kr).)*{kronor},00kr", said)
            assert len(rows) == said.count(name) == kinds.count(kind), (number, kind)
    assert "övrig" not in words.lower()
    money.the_books_hold(creditor)


def test_where_the_interest_of_the_day_is_not_known_no_letter_leaves_and_a_person_is_told():
    due_on, round_on = date(2090, 1, 30), date(2090, 5, 16)
    creditor = money.creditor_of_its_own()
    (case,) = office.register(creditor, office.invoice(creditor, 1, due_on=due_on), today=due_on)
    start_monitoring(creditor, case, reason="creditors_policy", because="too small",
                     today=date(2090, 2, 16), actor="Mona")  # fmt: skip
    done = follow_monitoring(creditor.tenant_id, today=round_on)
    send_notices(creditor.tenant_id, today=round_on)
    assert (done.rounds, done.letters, office.notices(creditor, case)) == (1, 0, [])
    (round_,) = rounds_done(creditor, case)
    (asked,) = [task for task in office.tasks(creditor, case) if task.kind == "letter_not_made"]
    assert round_["no_letter_because"] in asked.sentence
    assert money.open_minor(creditor, case) == (1_000_00, 0, 0)
