"""The nights: rows and cases a second, straight lines, nothing due, a few due, and exactness."""

import statistics
from collections.abc import Callable
from datetime import date

from bench import limit_night, portfolio
from bench.figures import Figure, Figures, NotExact, at_least, at_most
from bench.house import House
from bench.recount import end_state, history_rows, recount
from bench.workers import Night, kill_night, run_night
from kvitt.application.register_invoices import register_invoices
from kvitt.application.run_cases import run_cases
from kvitt.site import cluster

REMINDER, DEMAND = "due_for_reminder", "due_for_demand"
MEMORY_MB = 300


def measure_nights(house: House, figures: Figures, count: int, tenant_id: int | None) -> None:
    """P1, P3, P4, P5, P6 and P12 at ``count`` cases, beside the limit.

    ``tenant_id``: a creditor whose invoices stand in the database already, as the import left them.
    """
    limit, limit_two = (limit_night.run(house, count, connections=n) for n in (1, 2))
    limit_rows = count * limit_night.ROWS_A_CASE / limit.seconds
    note = f"two connections: {count * limit_night.ROWS_A_CASE / limit_two.seconds:,.0f} rows/s"
    figures.add(Figure(
        "limit", f"bare set-based night, {count:,} cases", limit_rows, "rows/s", noise=limit.others,
        cpu_us=limit.cpu_seconds / count * 1e6, note=note,
    ))  # fmt: skip
    tenant_id = prepare(house, count, tenant_id)
    for name, today in ((REMINDER, portfolio.REMINDER_ON), (DEMAND, portfolio.DEMAND_ON)):
        for workers in (1, 2):
            house.go_back(name)
            night = run_night(house, tenant_id, today, workers=workers)
            _add_night(figures, name, night, workers, count, limit_rows)
            if night.decided != count:
                raise NotExact(f"{night.decided} of {count} cases were decided")
    _exactness(house, figures, tenant_id, count)
    nothing = _nothing_due(house, tenant_id)
    _small_share(house, figures, tenant_id, count)
    _straight_line(house, figures, count, nothing)


def prepare(house: House, count: int, tenant_id: int | None) -> int:
    """Keeps two databases: all cases due for the reminder, and all due for the demand."""
    if tenant_id is None:
        house.go_back("empty")
        creditor = portfolio.new_creditor()
        tenant_id = creditor.tenant_id
        register_invoices(
            creditor, portfolio.invoices(count), source="bench", today=portfolio.REGISTERED_ON
        )
    portfolio.bring_to_reminder(tenant_id)
    house.keep(REMINDER)
    house.go_back(REMINDER)
    run_cases(tenant_id, today=portfolio.REMINDER_ON)
    portfolio.bring_to_demand(tenant_id)
    house.keep(DEMAND)
    return tenant_id


def _add_night(
    figures: Figures, name: str, night: Night, workers: int, count: int, limit_rows: float
) -> None:
    rows, cases = night.rows / night.took.seconds, night.decided / night.took.seconds
    step = name.removeprefix("due_for_")
    met = at_least(rows / limit_rows, 0.33, 0.6) if workers == 2 else ""
    processes = "1 process" if workers == 1 else f"{workers} processes"
    figures.add(Figure(
        "P1", f"night, {step}, {processes}", rows, "rows/s", limit_rows, rows / limit_rows, "0.33",
        "0.6", met, night.took.others, night.took.cpu_seconds / count * 1e6, night.peak_mb,
        f"{night.rows / count:.1f} rows a case",
    ))  # fmt: skip
    met = at_least(cases, 7_000, 12_000) if workers == 2 else ""
    figures.add(Figure(
        "§9", f"night, {step}, {processes}", cases, "cases/s", first_class="12,000", met=met
    ))  # fmt: skip
    figures.add(Figure(
        "P12", f"memory of a worker, {step}, {processes}", night.peak_mb, "MB", first_class="300",
        met=at_most(night.peak_mb, MEMORY_MB, MEMORY_MB),
    ))  # fmt: skip


def _exactness(house: House, figures: Figures, tenant_id: int, count: int) -> None:
    """P6, on the database in which the demand night of two processes has just ended."""
    counted = recount(house, tenant_id)
    whole = end_state(house, tenant_id)
    again = run_cases(tenant_id, today=portfolio.DEMAND_ON)
    if again.decided or again.rows_written:
        raise NotExact(f"a second run on the same day: {again}")
    house.go_back(DEMAND)
    code = kill_night(tenant_id, portfolio.DEMAND_ON, after_cases=count // 3)
    half = _planned(house, tenant_id)
    run_night(house, tenant_id, portfolio.DEMAND_ON, workers=2)
    recount(house, tenant_id)
    if end_state(house, tenant_id) != whole:
        raise NotExact("a killed night, run again, ends elsewhere than an undisturbed one")
    events, linked = history_rows(house, tenant_id)
    if events != linked:
        raise NotExact(f"{events} events hang on links that count {linked}")
    figures.add(Figure(
        "P6", "exact: recount to the öre, books agree, second run 0 rows, kill -9 and again",
        counted, "claims", floor="all", first_class="all", met="first class",
        note=f"killed (exit {code}) after {half:,} of {count:,}",
    ))  # fmt: skip


def _planned(house: House, tenant_id: int) -> int:
    with house.connect(cluster.DATABASE) as superuser:
        row = superuser.execute(
            "select count(*) from notice where tenant_id = %s and planned_on = %s",
            (tenant_id, portfolio.DEMAND_ON),
        ).fetchone()
    return int(row[0]) if row else 0


def _nothing_due(house: House, tenant_id: int) -> float:
    """Seconds of a night in which no case wakes: the median of the fastest six of eleven."""
    house.go_back(DEMAND)
    day = date(2025, 8, 1)
    return _fast_half(house, lambda: run_cases(tenant_id, today=day).decided)


def _fast_half(house: House, night: Callable[[], int]) -> float:
    seconds = []
    for _ in range(11):
        with house.clock() as took:
            if night():
                raise NotExact("something was decided where nothing was due")
        seconds.append(took.seconds)
    return statistics.median(sorted(seconds)[:6])


def _small_share(house: House, figures: Figures, tenant_id: int, count: int) -> None:
    """P5: two of a hundred cases are due, beside a portfolio that holds no others."""
    house.go_back(DEMAND)
    portfolio.wake_only(tenant_id, 0.02, today=portfolio.DEMAND_ON)
    with house.connect(cluster.DATABASE) as superuser:
        superuser.execute("vacuum analyze")
    few = run_night(house, tenant_id, portfolio.DEMAND_ON, workers=1)
    alone_id = prepare(house, few.decided, None)
    house.go_back(DEMAND)
    alone = run_night(house, alone_id, portfolio.DEMAND_ON, workers=1)
    ratio = few.took.seconds / alone.took.seconds
    figures.add(Figure(
        "P5", f"{few.decided:,} due of {count:,} beside {alone.decided:,} of {alone.decided:,}",
        few.took.seconds, "s", alone.took.seconds, ratio, "2", "1.3", at_most(ratio, 2, 1.3),
        max(few.took.others, alone.took.others),
    ))  # fmt: skip


def _straight_line(house: House, figures: Figures, count: int, nothing: float) -> None:
    """P3 and P4: the same at a tenth of the cases."""
    large = next(
        f for f in figures.all if f.goal == "§9" and f.what == "night, demand, 2 processes"
    )
    tenth = max(1, count // 10)
    tenant_id = prepare(house, tenth, None)
    house.go_back(DEMAND)
    night = run_night(house, tenant_id, portfolio.DEMAND_ON, workers=2)
    small = night.decided / night.took.seconds
    ratio = large.value / small
    figures.add(Figure(
        "P3", f"cases/s at {count:,} over cases/s at {tenth:,}", large.value, "cases/s", small,
        ratio, "0.8", "0.95", at_least(ratio, 0.8, 0.95), night.took.others,
    ))  # fmt: skip
    nothing_tenth = _nothing_due(house, tenant_id)
    ratio = nothing / nothing_tenth
    met = at_most(nothing * 1000, 1000, 100) if ratio <= 3 else at_most(nothing, 1, 0)
    figures.add(Figure(
        "P4", f"nothing due at {count:,}", nothing * 1000, "ms", nothing_tenth * 1000, ratio,
        "1 s", "100 ms, 3x", met, note=f"limit column: at {tenth:,}",
    ))  # fmt: skip
