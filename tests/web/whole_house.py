"""A house in which every page has something to show, and its people, signed in.

One Swedish creditor whose cases stand where cases can stand, a second one that looks on before it
goes live, and what lies on the office's desks besides.
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.stories import court, money
from tests.stories import small_office as office
from tests.web import house_people
from tests.web.conftest import TODAY
from tests.web.debtors import person
from tests.web.house_people import KARI

DUE = date(2026, 1, 12)
LATER = date(2026, 3, 2)
SOON = TODAY + timedelta(days=12)
OMAR = "Omar Haddad"
BO = "19900101-2385"
MAIL = (
    "From: Mia <mia@example.com>\r\nTo: kontor@example.com\r\nSubject: Mitt brev\r\n"
    "Message-ID: <swept-{pid}@example.com>\r\n\r\nI paid on Monday.\r\n"
)


class House(NamedTuple):
    """What the pages show, and who opens them."""

    ids: dict[str, list[Any]]
    """What may stand in the place of that name in an address, the fullest first."""
    people: dict[str, list[Any]]
    """Who opens the pages for staff, for a creditor, for a debtor, for everyone."""
    door: dict[str, tuple[Any, str]]
    """Whoever has come as far as a page of the own account asks for."""


class Cases(NamedTuple):
    """The numbers of the creditor's cases, by where they stand."""

    told: int
    """Every letter has left; the question what comes next is open."""
    drafted: int
    filed: int
    unanswered: int
    monitored: int
    planned: int
    deferred: int
    disputed: int
    suspected: int
    offered: int
    paying: int
    doubted: int
    returned: int
    paid: int
    joined: int
    other: int
    fresh: int


TELLING = ("told", "filed", "monitored", "planned", "disputed", "paid", "joined")
"""The cases of which each page is seen even where not all are."""


def built(home: Any) -> House:
    """The house as of the day of the pages."""
    creditor = money.creditor_of_its_own(**court.ADDRESS)
    cases = _registered(creditor)
    _lived(creditor)
    _told(creditor, cases)
    _held(creditor, cases)
    _followed(creditor, cases)
    _gone_astray(creditor, cases)
    _paid(creditor, cases, home)
    _written(creditor)
    people, door = house_people.all_of(
        creditor, _shadowed(), told=cases.told, paying=cases.paying, owed=cases
    )
    return House(_ids(creditor, cases), people, door)


def _registered(creditor: Any) -> Cases:
    """Invoices late since January, but for two; two cases have become one."""
    from kvitt.application.merge_by_hand import merge_by_hand

    young = ("paying", "fresh")
    found = {}
    for at, name in enumerate(Cases._fields, start=1):
        due = LATER + timedelta(days=at) if name in young else DUE
        who: dict[str, Any] = {"identity": person(), "name": f"Mia Berg {at}"}
        if name in ("joined", "other"):
            who |= {"identity": BO, "name": "Bo Ek", "customer_number": "C-bo"}
        if name in ("doubted", "returned"):
            who["email"] = None
        one = office.invoice(creditor, at, due_on=due, payable_minor=5_000_00 + at * 137_00,
                             phone="070-777 13 13", **who)  # fmt: skip
        (found[name],) = office.register(creditor, one, today=one.issued_on)
    merge_by_hand(
        creditor, found["joined"], found["other"], because="she asked", today=DUE, actor=OMAR
    )
    return Cases(**found)


def _lived(creditor: Any) -> None:
    """Every day on which a case had something to do."""
    from kvitt.application.run_day import run_day
    from kvitt.store.session import query_value, tenant_scope

    day = DUE
    while day <= TODAY:
        run_day(today=day, tenant_ids=[creditor.tenant_id])
        with tenant_scope(creditor.tenant_id):
            next_on = query_value(
                "select min(wake_on) from collection_case"
                " where tenant_id = %s and closed_on is null",
                (creditor.tenant_id,),
            )
        day = max(day + timedelta(days=1), next_on or TODAY)


def _told(creditor: Any, cases: Cases) -> None:
    """A conversation with a file, a complaint, a call, a question for a specialist."""
    from kvitt.application.call_debtor import call_debtor
    from kvitt.application.open_thread import open_thread
    from kvitt.application.register_complaint import register_complaint
    from kvitt.domain.messages import AGENCY, CREDITOR, DEBTOR, Reader
    from kvitt.store.messages import party_of_case
    from kvitt.store.session import tenant_scope

    with tenant_scope(creditor.tenant_id):
        party_id, name, *_rest = party_of_case(creditor.tenant_id, cases.told)
    for author, parties in (
        (Reader(DEBTOR, name, party_id), ()),
        (Reader(CREDITOR, KARI), ()),
        (Reader(AGENCY, OMAR), (DEBTOR,)),
    ):
        open_thread(
            creditor, cases.told, subject="Kan jag dela upp?", body="Jag får lön den 25:e.",
            author=author, parties=parties, today=TODAY, files=[("kvitto.txt", b"x")],
        )  # fmt: skip
    register_complaint(
        creditor, cases.told, about="tone", text="Brevet var hårt.", today=TODAY, actor=OMAR
    )
    call_debtor(creditor, cases.told, because="asked for a call", today=TODAY, actor=OMAR)


def _held(creditor: Any, cases: Cases) -> None:
    """A plan, more time, an objection and one perhaps, an offer."""
    from kvitt.application.agree_plan import agree_plan
    from kvitt.application.defer_case import defer_case
    from kvitt.application.offer_settlement import offer_settlement
    from kvitt.application.preview_plan import PlanWish
    from kvitt.application.raise_dispute import AttachedFile, raise_dispute
    from kvitt.application.suspect_objection import suspect_objection
    from kvitt.store.session import tenant_scope

    who = {"today": TODAY, "actor": OMAR}
    agree_plan(creditor, [cases.planned], PlanWish(first_on=SOON, months=6), **who)
    defer_case(creditor, cases.deferred, until=SOON, because="the salary comes then", **who)
    raise_dispute(
        creditor, cases.disputed, reason="not_delivered", text="Cykeln kom aldrig.",
        files=[AttachedFile("bild.txt", b"x")], **who,
    )  # fmt: skip
    with tenant_scope(creditor.tenant_id):
        suspect_objection(
            creditor.tenant_id, cases.suspected, "Jag bestrider.", message_id=1, today=TODAY
        )
    offer_settlement(
        creditor, cases.offered, amount_minor=4_000_00, pay_by_on=SOON, because="illness",
        today=TODAY, person=OMAR,
    )  # fmt: skip


def _followed(creditor: Any, cases: Cases) -> None:
    """Applications drafted, filed and without an answer; a case that is followed."""
    from kvitt.application.apply_to_authority import apply_to_authority
    from kvitt.application.draft_proceeding import approve_proceeding, draft_proceeding
    from kvitt.application.start_monitoring import start_monitoring
    from kvitt.kernel.refusal import Refusal
    from tests.stories.test_applications_held import no_answer, on_the_way

    drafted = [
        draft_proceeding(creditor, one, kind="payment_order", because="asked", today=TODAY, by=OMAR)
        for one in (cases.drafted, cases.unanswered)
    ]
    court.filed(creditor, cases.filed, on=TODAY)
    approve_proceeding(creditor, drafted[1], today=TODAY, by="Eva Berg")
    try:
        apply_to_authority(
            creditor, drafted[1], today=TODAY, by=OMAR, authority=on_the_way(before=no_answer)
        )
    except Refusal:
        pass  # as wanted: no answer came
    start_monitoring(
        creditor, cases.monitored, reason="no_assets", because="nothing to take", today=TODAY,
        actor=OMAR,
    )  # fmt: skip


def _gone_astray(creditor: Any, cases: Cases) -> None:
    """A letter of which nobody knows whether it left, and one that came back late."""
    from kvitt.application.return_letter import return_letter
    from kvitt.store.session import execute, query_value, tenant_scope

    doubted = {"t": creditor.tenant_id, "c": cases.doubted, "on": TODAY}
    with tenant_scope(creditor.tenant_id):
        doubted["d"] = query_value(
            "select max(d.id) from dispatch d join notice n on n.tenant_id = d.tenant_id"
            " and n.id = d.notice_id where d.tenant_id = %(t)s and n.case_id = %(c)s",
            doubted,
        )
        execute("update dispatch set state = 'unknown' where tenant_id = %(t)s and id = %(d)s",
                doubted)  # fmt: skip
        execute(
            "update notice set state = 'unknown' where tenant_id = %(t)s and id ="
            " (select notice_id from dispatch where tenant_id = %(t)s and id = %(d)s)",
            doubted,
        )
        execute(
            "insert into task (tenant_id, case_id, kind, raised_on, sentence, source_id)"
            " values (%(t)s, %(c)s, 'letter_uncertain', %(on)s, 'it may have left', %(d)s)",
            doubted,
        )
    return_letter(
        creditor, cases.returned, because="moved", today=TODAY, actor=OMAR,
        step="friendly_reminder",
    )  # fmt: skip


def _paid(creditor: Any, cases: Cases, home: Any) -> None:
    """One case is paid and settled with the creditor, one in part; two payments find no case."""
    from kvitt.application.settle_creditors import settle_creditors

    for number, sum_minor in ((cases.paid, 9_000_00), (cases.told, 500_00)):
        money.bank_brings(money.paid(creditor, sum_minor, TODAY, case=number), today=TODAY)
    for sum_minor in (5_137_00, 123_45):
        unknown = money.paid(creditor, sum_minor, TODAY, payer_name="Bo Ek")
        money.bank_brings(unknown, today=TODAY)
    settle_creditors(today=TODAY, out_folder=home.root / "settled", creditors=[creditor])


def _written(creditor: Any) -> None:
    """What the creditor writes and asks: a text, a condition, a policy, letters that wait."""
    from kvitt.application.edit_condition import propose_condition
    from kvitt.application.edit_text import propose_text
    from kvitt.application.run_day import run_day
    from kvitt.application.set_automation import set_automation
    from kvitt.application.set_decision_policy import try_policy
    from kvitt.application.take_mail import take_mail

    propose_text(
        creditor, purpose="message", name="hello", language="sv", body="Hej {{ debtor }}", by=KARI,
        today=TODAY,
    )  # fmt: skip
    propose_condition(creditor, name="small", source="balance_minor < 100000", by=KARI, today=TODAY)
    try_policy(creditor, {}, today=TODAY, by=KARI)
    set_automation(
        creditor, step="all", level="suggest", because="we want to see them", by=KARI, today=TODAY
    )
    run_day(today=TODAY, tenant_ids=[creditor.tenant_id])
    raw = MAIL.format(pid=creditor.tenant_id).encode()
    take_mail(raw, reply_domain="svar.example.com", today=TODAY)


def _shadowed() -> Any:
    """A creditor that has not gone live, with the list of what would have been sent."""
    from kvitt.application.draw_up_shadow_list import draw_up_shadow_list

    made = office.new_creditor(shadow_since=date(2026, 1, 1))
    bills = [office.invoice(made, at, due_on=DUE + timedelta(days=at * 9)) for at in range(4)]
    office.register(made, *bills, today=date(2026, 2, 1))
    draw_up_shadow_list(made, today=TODAY, by=KARI)
    return made


def _ids(creditor: Any, cases: Cases) -> dict[str, list[Any]]:
    """What may stand in each place of an address."""
    from kvitt.store.session import query, tenant_scope
    from kvitt.store.tenants import agency_tenant_id

    tenant, agency = creditor.tenant_id, agency_tenant_id()

    def of(table: str, column: str = "id", at: int = tenant) -> list[Any]:
        with tenant_scope(at):
            rows = query(f"select {column} from {table} where tenant_id = %s order by 1", (at,))
        return [row[0] for row in rows]

    threads, own = of("thread"), of("settlement", "number") + of("decision_policy", "number")
    return {
        "case": [f"{tenant}-{number}" for number in cases],
        "telling": [f"{tenant}-{getattr(cases, name)}" for name in TELLING],
        "number": own, "pk": house_people.passkeys(), "tenant_id": [tenant], "task_id": of("task"),
        "thread_id": threads, "thread": threads, "payment_id": of("payment"),
        "complaint_id": of("complaint"),
        "mail_id": of("received_mail", at=agency), "line_id": of("bank_line", at=agency)[::-1],
        "proceeding_id": of("proceeding"), "instalment": [1],
        "version_id": of("text_template") + of("condition_version"),
        "reference": of("online_payment", "reference"), "offer_id": of("settlement_offer"),
        "membership_id": of("membership"),
    }  # fmt: skip
