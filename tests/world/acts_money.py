"""What creditor and bank do: invoices, credit notes, payments as they come, and settlements."""

from datetime import datetime, time, timedelta

from kvitt.application.assign_payment import (
    assign_payment,
    set_aside_payment,
    take_out_own_money,
)
from kvitt.application.receive_payments import Received, receive_payments
from kvitt.application.register_invoices import register_invoices
from kvitt.application.settle_creditors import settle_creditors
from kvitt.intake.invoice import InvoiceIn
from kvitt.simulators.bank import (
    BankPayment,
    write_bgmax,
    write_camt054,
    write_ocr_giro,
)
from tests.world.world import Die, Nothing, World, debtor

PRINCIPALS = (1_000_00, 49_00, 99_99, 250_00, 2_499_99, 2_500_00, 12_345_67, 60_000_00)
MOST_INVOICES = 8


def register_invoice(world: World, die: Die) -> str:
    """The creditor sends an invoice that falls due around now."""
    if len(world.invoices) >= MOST_INVOICES:
        raise Nothing
    number = len(world.invoices)
    due_on = world.day + timedelta(days=(5, 12, 30, -20, -50, 1)[die.number(6)])
    minor = die.pick(PRINCIPALS)
    who = die.pick((0, 0, 1, 2, 3, 4))
    kind = "business" if (who + die.number(3)) % 3 == 2 else "consumer"
    known = next((i.debtor for i in world.invoices if i.debtor.customer_number == f"C{who}"), None)
    made = InvoiceIn(
        number=str(101 + number), kind="invoice", issued_on=due_on - timedelta(days=30),
        due_on=due_on, currency=world.creditor.currency, payable_minor=minor,
        payment_reference=None, debtor=known or debtor(who, world, kind), credits_number=None,
        text="service av cykel", fee_agreed=die.number(4) != 3, position=f"line {number + 2}",
    )  # fmt: skip
    report = register_invoices(world.creditor, [made], source="the world", today=world.day)
    assert report.invoices == 1, report.errors
    world.invoices.append(made)
    world.registered_on[made.number] = world.day
    return f"{made.number} of {minor} to debtor {who} ({made.debtor.kind}), due {due_on}"


def register_again(world: World, die: Die) -> str:
    """The same invoice again registers nothing."""
    one = die.pick(world.invoices)
    report = register_invoices(world.creditor, [one], source="again", today=world.day)
    assert (report.invoices, report.known) == (0, 1), report
    return one.number


def credit_note(world: World, die: Die) -> str:
    """The creditor takes back an invoice, or a part of it."""
    one = die.pick(world.invoices)
    minor = one.payable_minor if die.number(2) else one.payable_minor // 3
    number = f"K{one.number}-{len(world.story)}"
    note = one._replace(
        number=number, kind="credit_note", issued_on=world.day, due_on=None, payable_minor=minor,
        credits_number=one.number if die.number(4) != 3 else None, position="line 2",
    )  # fmt: skip
    report = register_invoices(world.creditor, [note], source="credit", today=world.day)
    if report.errors:
        return f"{one.number}: not registered, {report.errors[0].field}"
    return f"{one.number} by {minor}"


def pay_what_is_open(world: World, die: Die) -> str:
    claim = die.pick([row for row in world.claims() if row.open_minor])
    return pay(world, die, claim.payment_reference, claim.open_minor, claim.invoice_number)


def pay_the_principal(world: World, die: Die) -> str:
    claim = die.pick(world.claims())
    return pay(world, die, claim.payment_reference, claim.principal_minor, claim.invoice_number)


def pay_a_part(world: World, die: Die) -> str:
    claim = die.pick(world.claims())
    minor = max(1, claim.principal_minor * (1 + die.number(9)) // 10)
    return pay(world, die, claim.payment_reference, minor, claim.invoice_number)


def pay_too_much(world: World, die: Die) -> str:
    claim = die.pick(world.claims())
    minor = claim.open_minor + 1 + die.number(500_00)
    return pay(world, die, claim.payment_reference, minor, claim.invoice_number)


def pay_twice(world: World, die: Die) -> str:
    """The same sum twice on the same day: two payments, not one told twice."""
    claim = die.pick([row for row in world.claims() if row.open_minor])
    payment = payment_of(world, claim.payment_reference, claim.open_minor, die)
    report = bank_brings(world, [payment, payment])
    return f"{claim.invoice_number}: {report.booked} of 2 booked, {len(report.unmatched)} wait"


def pay_an_instalment(world: World, die: Die) -> str:
    one = die.pick(
        world.rows(
            "select i.payment_reference, i.amount_minor, i.number from instalment i join plan p"
            " on p.tenant_id = i.tenant_id and p.id = i.plan_id where i.tenant_id = %s"
            " and p.ended_on is null order by i.plan_id, i.number"
        )
    )
    return pay(world, die, one.payment_reference, one.amount_minor, f"instalment {one.number}")


def pay_without_reference(world: World, die: Die) -> str:
    """A payment that names an invoice in words, or nothing at all: it waits for a person."""
    claim = die.pick(world.claims())
    minor = claim.open_minor or claim.principal_minor
    text = f"faktura {claim.invoice_number}" if die.number(2) else "tack"
    report = bank_brings(world, [payment_of(world, "", minor, die, text=text)])
    assert not report.booked, report
    return f"{minor} with the words “{text}”"


def the_same_file_again(world: World, die: Die) -> str:
    if not world.last_file:
        raise Nothing
    report = receive_payments(world.last_file, name="again", today=world.day)
    assert report.already_known, report
    return "nothing was booked"


def the_bank_takes_back(world: World, die: Die) -> str:
    """A payment is reversed; the bank names reference and amount."""
    one = die.pick([payment for payment in world.in_bank if payment.reference])
    back = BankPayment(
        one.account, one.amount_minor, world.day, reference=one.reference,
        currency=one.currency, is_reversal=True,
    )  # fmt: skip
    report = bank_brings(world, [back], reversal=True)
    world.in_bank.remove(one)
    return f"{one.amount_minor}: {report.reversed} undone, {len(report.unmatched)} wait"


def assign_a_payment(world: World, die: Die) -> str:
    line = die.pick(waiting(world))
    case_id = die.pick(world.open_cases() + world.closed_cases())
    assign_payment(line.id, creditor=world.creditor, case_id=case_id, today=world.day, actor="Mona")
    return f"{line.amount_minor} to the {world.name_of(case_id)}"


def set_a_payment_aside(world: World, die: Die) -> str:
    line = die.pick([line for line in waiting(world) if line.amount_minor > 0])
    set_aside_payment(line.id, because="told before", today=world.day, actor="Mona")
    world.brought_minor -= line.amount_minor
    return f"{line.amount_minor} was no money of its own"


def own_money(world: World, die: Die) -> str:
    line = die.pick([line for line in waiting(world) if line.amount_minor > 0])
    take_out_own_money(line.id, because="the agency's", today=world.day, actor="Mona")
    return f"{line.amount_minor} is the agency's own"


def settle(world: World, die: Die) -> str:
    folder = world.house.home.root / "out"
    done = settle_creditors(today=world.day, out_folder=folder, creditors=[world.creditor])
    if not done:
        raise Nothing
    again = settle_creditors(today=world.day, out_folder=folder, creditors=[world.creditor])
    assert not any(one.number for one in again), "the same money was settled twice"
    return f"{done[0].to_creditor_minor} and {done[0].to_agency_minor}"


def waiting(world: World) -> list:
    """Bank lines that wait for a person."""
    return world.house.rows(
        "select id, amount_minor from bank_line where outcome = 'unmatched' order by id"
    )


def payment_of(
    world: World, reference: str, minor: int, die: Die, *, text: str = ""
) -> BankPayment:
    """A payment to the creditor, booked today or some days ago."""
    booked_on = world.day - timedelta(days=(0, 0, 1, 3)[die.number(4)])
    return BankPayment(
        world.creditor.pay_to_number, minor, booked_on,
        reference=reference, currency=world.creditor.currency, text=text,
    )  # fmt: skip


def pay(world: World, die: Die, reference: str, minor: int, called: str) -> str:
    payment = payment_of(world, reference, minor, die)
    report = bank_brings(world, [payment])
    outcome = "booked" if report.booked else f"waits, {len(report.duplicates)} told before"
    return f"{minor} by the reference of {called}, {payment.booked_on}: {outcome}"


def bank_brings(world: World, payments: list[BankPayment], *, reversal: bool = False) -> Received:
    """The bank's file in the world's format; every line of it is new money.

    One format only: the same sum on the same day by another one would be the same payment, told
    twice.
    """
    at = datetime.combine(world.day, time(6))
    world.serial += 10
    if reversal or world.by_camt:
        raw = write_camt054(payments, created_at=at, identification=f"N{world.serial}")
    elif world.country == "SE":
        raw = write_bgmax(payments, created_at=at, first_number=world.serial)
    else:
        raw = write_ocr_giro(
            payments, sent_on=world.day, transmission=world.serial, recipient="00008080"
        )
    report = receive_payments(raw, name=f"file {world.serial}", today=world.day)
    world.court.forget(["payment_announced"])  # money ends it
    assert report.lines == len(payments), report
    assert not report.duplicates, report.duplicates
    world.last_file = raw
    world.brought_minor += sum(payment.signed_minor for payment in payments)
    if not reversal:
        world.in_bank += payments
    return report
