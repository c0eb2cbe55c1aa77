"""What the stories of monitoring need: a case that is followed, and its nights."""

from datetime import date, timedelta

from kvitt.application.check_books import check_books
from kvitt.application.follow_limitation import follow_limitation
from kvitt.application.follow_monitoring import follow_monitoring
from kvitt.application.list_monitoring import rounds_done, show_monitoring
from kvitt.application.record_ability import record_ability
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.application.start_monitoring import start_monitoring
from kvitt.domain.ability import Finances
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2015, 1, 30)
STARTED = date(2015, 3, 2)
ROUND = date(2015, 6, 2)
DAY = timedelta(days=1)
RICH = Finances(
    income_minor=60_000_00, housing_minor=6_000_00, household="single", child_ages=(),
    instalments_minor=0, enforcement_minor=0, livelihood_minor=12_000_00,
)  # fmt: skip
POOR = RICH._replace(income_minor=12_000_00)


def owes(creditor, number=1, *, minor=3_000_00, **told):
    """A debtor owes an invoice; its case."""
    one = office.invoice(creditor, number, due_on=DUE, payable_minor=minor, **told)
    return office.register(creditor, one, today=DUE)[0]


def monitored(country="SE", *, reason="no_assets", started=STARTED, rules=None, **told):
    """A case that is followed from a day."""
    agreement = {"monitoring": rules} if rules else {}
    creditor = money.creditor_of_its_own(country, agreement=agreement)
    case = owes(creditor, **told)
    start_monitoring(creditor, case, reason=reason, because="nothing was found to take",
                     today=started, actor="Mona")  # fmt: skip
    return creditor, case


def night(creditor, day):
    follow_limitation(creditor.tenant_id, today=day)
    made = follow_monitoring(creditor.tenant_id, today=day)
    run_cases(creditor.tenant_id, today=day)
    send_notices(creditor.tenant_id, today=day)
    return made


def jump(creditor, case, *, until):
    """From round to round up to a day; the days of the rounds."""
    days = []
    while (day := show_monitoring(creditor, case)[0]["next_on"]) <= until:
        days.append(day)
        night(creditor, day)
    return days


def kinds(creditor, case):
    return sorted(task.kind for task in office.tasks(creditor, case))


def calm(creditor, case):
    """The monitoring letters that left."""
    found = [n for n in office.notices(creditor, case) if n.kind == "monitoring_letter"]
    return [n.sent_on for n in found if n.state == "sent"]


def last(creditor, case):
    return rounds_done(creditor, case)[-1]


def unplanned(creditor):
    """What `kvitt check` says of limitation."""
    found = check_books(amounts_of=[creditor.tenant_id]).troubles
    return [
        one.sentence for one in found
        if one.tenant_id == creditor.tenant_id and one.rule == "limitation"
    ]  # fmt: skip


def enter(creditor, case, known, *, on):
    return record_ability(creditor, case, known, basis_text="told by telephone", today=on,
                          actor="Mona")  # fmt: skip
