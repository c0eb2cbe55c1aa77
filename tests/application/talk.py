"""A creditor whose case is talked about: threads, their mails, and answers as people write them."""

import itertools
from datetime import date
from email.message import EmailMessage

import pytest

from kvitt.application.add_creditor import set_agency
from kvitt.application.list_threads import show_thread, speaker
from kvitt.application.open_thread import open_thread
from kvitt.application.send_messages import send_messages
from kvitt.application.take_mail import take_mail
from kvitt.domain.messages import Reader
from kvitt.store.session import query_named, query_value, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.stories import small_office as office

TODAY = date(2026, 3, 2)
DOMAIN = "svar.example.com"
EVA = Reader("agency", "Eva")
PDF = b"%PDF-1.7 made up"
NUMBERS = itertools.count(1)


@pytest.fixture
def creditor():
    set_agency(name="Fjällrand Inkasso AB", organisation_number="5599991907",
               email="hej@fjallrand.example")  # fmt: skip
    return office.new_creditor("SE", family="se-agency")


@pytest.fixture
def case(creditor):
    one = office.invoice(creditor, next(NUMBERS), due_on=date(2026, 2, 1))
    return office.register(creditor, one, today=date(2026, 1, 15))[0]


def debtor_of(creditor, case):
    return speaker(creditor, case, "debtor", "")


def opened(creditor, case, *, parties=("debtor",), author=EVA, **more):
    told = {"subject": "Fråga om fakturan", "body": "Hej! När kan du betala?"} | more
    return open_thread(creditor, case, author=author, parties=parties, today=TODAY, **told)


def state(creditor, thread_id):
    return show_thread(creditor, thread_id, EVA).thread["state"]


def words(creditor, thread_id, reader=EVA):
    return [one["body"] for one in show_thread(creditor, thread_id, reader).messages]


def mailed(creditor, mailbox, *, today=TODAY):
    """The last mail that left for the creditor's threads, after one sending."""
    report = send_messages(creditor, today=today, reply_domain=DOMAIN)
    assert report.sent, report
    return mailbox.kept[-1].message


def answer_to(mail, text="Jag betalar på fredag.", *, headers=(), files=(), sender=None):
    """An answer as a mail program writes it; raw bytes."""
    made = EmailMessage()
    made["From"] = sender or mail["To"]
    made["To"] = mail["Reply-To"]
    made["Subject"] = f"Sv: {mail['Subject']}"
    made["Message-ID"] = f"<{next(NUMBERS)}@mail.example>"
    for name, value in headers:
        made[name] = value
    quoted = "\n".join(f"> {line}" for line in mail.get_body(("plain",)).get_content().split("\n"))
    made.set_content(f"{text}\n\nDen mån 2 mars 2026 kl 10:00 skrev Eva:\n\n{quoted}\n")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def take(raw, *, today=TODAY):
    return take_mail(raw, reply_domain=DOMAIN, today=today)


def task_kinds(creditor, case):
    return [task.kind for task in office.tasks(creditor, case)]


def agency_tasks(source_words):
    with tenant_scope(agency_tenant_id()):
        rows = query_named("select * from task where kind = 'mail_quarantined' and done_on is null")
    return [row for row in rows if source_words in row.sentence]


def email_of(creditor, case):
    with tenant_scope(creditor.tenant_id):
        return query_value(
            "select p.email from party p join collection_case c on c.debtor_id = p.id"
            " where c.id = %s",
            (case,),
        )
