"""Letters: collection demands as PDF/A-2a with PDF/UA-1 tags and QR code, one core, one by one."""

import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from typing import Any

from bench import portfolio
from bench.figures import Figure, Figures, NotExact, at_least
from bench.recount import interest_minor

COUNT = 150
DAY = timedelta(days=1)
INTEREST_FROM = date(2025, 7, 23)
KILOBYTES, MEMORY_MB = 60, 150
REMINDER_FEE_LAW = "lag (1981:739) 2 § och 4 § 1"
DEMAND_FEE_LAW = "lag (1981:739) 3 § 1 och 4 § 2"


def measure_letters(figures: Figures) -> None:
    """P7, in a process of its own so that its memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as one_process:
        told = one_process.submit(_make).result()
    if not told["same_bytes"]:
        raise NotExact("the same letter rendered twice is not the same bytes")
    small = told["kilobytes"] <= KILOBYTES and told["peak_mb"] <= MEMORY_MB
    met = at_least(told["per_core"], 60, 100)
    figures.add(Figure(
        "P7", "letters, PDF/A-2a + PDF/UA-1 with QR, per core", told["per_core"], "letters/s",
        floor="60", first_class="100",
        met=met if small or met != "first class" else "floor", cpu_us=1e6 / told["per_core"],
        peak_mb=told["peak_mb"],
        note=f"{told['kilobytes']:.0f} kB, same bytes twice, {told['by_clock']:.0f}/s by the clock",
    ))  # fmt: skip


def _make() -> dict[str, Any]:
    from kvitt.documents.letter import render_letter

    first = render_letter(_letter(0))
    began, cpu = time.perf_counter(), time.process_time()
    pages = [len(render_letter(_letter(number))) for number in range(1, COUNT + 1)]
    spent = time.process_time() - cpu
    return {
        "per_core": COUNT / spent, "by_clock": COUNT / (time.perf_counter() - began),
        "kilobytes": max(pages) / 1024, "same_bytes": render_letter(_letter(0)) == first,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def _letter(number: int) -> Any:
    from kvitt.documents.letter import Letter, LetterItem, NextStep, Party, PaymentWay

    sender = Party(
        name="Provbolaget AB", address_lines=("Verkstadsgatan 4", "352 36 Växjö"),
        organisation_number="556000-0167", email="faktura@provbolaget.example",
        phone="0470-00 00 10",
    )  # fmt: skip
    principal = portfolio.principal_minor(number)
    day, due_on = portfolio.DEMAND_ON, portfolio.due_on(number)
    items = (
        LetterItem(kind="principal", amount_minor=principal, reference="avtal, faktura",
                   invoice_number=str(number), dated_on=portfolio.REGISTERED_ON),
        LetterItem(kind="reminder_fee", amount_minor=60_00, reference=REMINDER_FEE_LAW,
                   dated_on=portfolio.REMINDER_ON),
        LetterItem(kind="interest", reference="räntelagen 6 §",
                   amount_minor=interest_minor(principal, INTEREST_FROM - DAY, day),
                   rate_bp=1000, from_=INTEREST_FROM, until=day + DAY,
                   base_minor=principal),
        LetterItem(kind="collection_demand_fee", amount_minor=180_00, reference=DEMAND_FEE_LAW,
                   dated_on=day),
    )  # fmt: skip
    return Letter(
        kind="collection_demand", country="SE", language="sv", sent_on=day, pay_by=date(2025, 9, 3),
        sender=sender, creditor=sender, is_agency=False,
        debtor=Party(name=f"Åsa Prov {number}", address_lines=("Provgatan 1", "111 22 Stockholm")),
        case_reference=f"1-{number}", currency="SEK", claim_text="El i maj 2025",
        invoice_number=str(number), invoice_issued_on=portfolio.REGISTERED_ON,
        invoice_due_on=due_on,
        items=items,
        payment=PaymentWay(
            country="SE", account_scheme="bankgiro", account_display="991-2346",
            reference=portfolio.ocr(number), receiver_name=sender.name,
            receiver_organisation_number="5560000167",
        ),
        next_step=NextStep(kind="decision", on=date(2025, 9, 8)), interest_rate_bp=1000,
        interest_from=INTEREST_FROM, interest_base_minor=principal,
    )  # fmt: skip
