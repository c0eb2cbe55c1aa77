"""What is written and asked: threads, their mails, answers to them, and tasks."""

from email.message import EmailMessage

from kvitt.application.close_thread import close_thread
from kvitt.application.follow_tasks import answer_task, give_task
from kvitt.application.list_threads import speaker
from kvitt.application.open_thread import open_thread
from kvitt.application.send_messages import send_messages
from kvitt.application.take_mail import take_mail
from kvitt.application.write_message import write_message
from kvitt.domain.messages import Reader
from tests.world.world import Die, Nothing, World

EVA = Reader("agency", "Eva")
DOMAIN = "svar.example.com"


def begin_to_talk(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases() + world.closed_cases())
    open_thread(
        world.creditor, case_id, subject="Frågan", body="När kan du betala?", author=EVA,
        parties=(("debtor",), ("creditor",), ("creditor", "debtor"))[die.number(3)],
        today=world.day,
    )  # fmt: skip
    return world.name_of(case_id)


def write(world: World, die: Die) -> str:
    thread = die.pick(world.rows("select id, case_id from thread where tenant_id = %s order by id"))
    kind = die.pick(("agency", "debtor", "creditor"))
    author = speaker(world.creditor, thread.case_id, kind, "Eva")
    write_message(
        world.creditor, thread.id, body="Vi hörs.", author=author, today=world.day,
        is_internal=kind == "agency" and bool(die.number(2)),
    )  # fmt: skip
    return kind


def mail_the_messages(world: World, die: Die) -> str:
    sent = send_messages(world.creditor, today=world.day, reply_domain=DOMAIN).sent
    if not sent:
        raise Nothing
    again = send_messages(world.creditor, today=world.day, reply_domain=DOMAIN).sent
    assert not again, "a message was mailed twice"
    return f"{sent} mails"


def answer_by_mail(world: World, die: Die) -> str:
    mails = [kept.message for kept in world.house.mailbox.kept if kept.message["Reply-To"]]
    mail = die.pick([one for one in mails if DOMAIN in str(one["Reply-To"])])
    made = EmailMessage()
    made["From"], made["To"] = mail["To"], mail["Reply-To"]
    made["Subject"] = f"Sv: {mail['Subject']}"
    made["Message-ID"] = f"<{len(world.story)}@mail.example>"
    made.set_content("Jag betalar på fredag.\n")
    taken = take_mail(made.as_bytes(), reply_domain=DOMAIN, today=world.day)
    again = take_mail(made.as_bytes(), reply_domain=DOMAIN, today=world.day)
    assert again.outcome in ("duplicate", "known"), again
    return taken.outcome


def end_a_talk(world: World, die: Die) -> str:
    thread = die.pick(
        world.rows("select id from thread where tenant_id = %s and state <> 'closed' order by id")
    )
    close_thread(world.creditor, thread.id, because="answered", today=world.day, actor="Eva")
    return "answered"


def give(world: World, die: Die) -> str:
    task = die.pick(_open_tasks(world))
    give_task(task.id, owner="Mona", today=world.day, actor="Eva")
    return str(task.kind)


def answer(world: World, die: Die) -> str:
    task = die.pick(_open_tasks(world))
    answer_task(task.id, because="looked at", today=world.day, actor="Mona")
    return str(task.kind)


def _open_tasks(world: World) -> list:
    return world.rows(
        "select id, kind from task where tenant_id = %s and done_on is null order by id"
    )
