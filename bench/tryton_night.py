"""Tryton's own daily dunning over so many overdue lines, called inside its process.

Runs in the peer's virtual environment: ``python -O tryton_night.py DATABASE COUNT``. One receivable
line is made by Tryton itself and copied in SQL; then its own methods create and process the
dunnings, as its scheduler would. Prints one JSON line.
"""

import datetime
import json
import os
import resource
import sys
import time
from decimal import Decimal

name, count = sys.argv[1], int(sys.argv[2])
os.environ["DB_NAME"] = name  # read when Tryton is imported

from proteus import Model  # noqa: E402
from trytond.modules.account.tests.tools import (  # noqa: E402
    create_chart,
    create_fiscalyear,
    get_accounts,
)
from trytond.modules.company.tests.tools import create_company  # noqa: E402
from trytond.pool import Pool  # noqa: E402
from trytond.tests.tools import activate_modules  # noqa: E402
from trytond.transaction import Transaction, TransactionError  # noqa: E402


def fee_of_sixty(accounts):
    """A reminder fee of sixty, by a service product."""
    category = Model.get("product.category")(name="Fees", accounting=True)
    category.account_revenue = accounts["revenue"]
    category.save()
    template = Model.get("product.template")(name="Reminder fee", type="service")
    (template.default_uom,) = Model.get("product.uom").find([("name", "=", "Unit")])
    template.list_price = Decimal(60)
    template.account_category = category
    template.save()
    fee = Model.get("account.dunning.fee")(name="Reminder fee", compute_method="list_price")
    fee.product = template.products[0]
    (fee.journal,) = Model.get("account.journal").find([("code", "=", "REV")])
    fee.save()
    return fee


def one_overdue_line(accounts, period):
    """A debtor with a dunning procedure and one posted receivable line."""
    procedure = Model.get("account.dunning.procedure")(name="One reminder")
    level = procedure.levels.new()
    level.overdue = datetime.timedelta(days=5)
    level.fee = fee_of_sixty(accounts)
    procedure.save()
    party = Model.get("party.party")(name="Debtor", dunning_procedure=procedure)
    party.save()
    move = post(
        period, accounts["revenue"], accounts["receivable"], Decimal(1234), period.start_date, party
    )
    return party, move


def post(period, credit, debit, amount, on, party=None):
    """A posted move of two lines."""
    move = Model.get("account.move")(period=period, date=on)
    (move.journal,) = Model.get("account.journal").find([("code", "=", "REV")])
    line = move.lines.new()
    line.account, line.credit = credit, amount
    line = move.lines.new()
    line.account, line.debit = debit, amount
    if party is not None:
        line.party, line.maturity_date = party, on
    move.save()
    move.click("post")
    return move


def copy_rows(cursor, table, where, changed):
    """Copies the rows of a table ``count`` - 1 times; ``changed`` are the columns that differ."""
    cursor.execute(f'select * from "{table}" where false')
    columns = [one[0] for one in cursor.description if one[0] != "id"]
    into = ", ".join(f'"{column}"' for column in columns)
    chosen = ", ".join(changed.get(column, f't."{column}"') for column in columns)
    cursor.execute(
        f'insert into "{table}" ({into}) select {chosen} from "{table}" t,'
        f" generate_series(1, {count - 1}) i where {where}"
    )


def copy_lines(cursor, party_id, move_id, receivable_id):
    """So many debtors with a line each."""
    highest = {}
    for table in ("party_party", "account_move"):
        cursor.execute(f"select last_value from {table}_id_seq")
        highest[table] = cursor.fetchone()[0]
    party = {"party": f"{highest['party_party']} + i"}
    copy_rows(cursor, "party_party", f"t.id = {party_id}", {"code": "(100000 + i)::varchar"})
    copy_rows(cursor, "party_party_dunning_procedure", f"t.party = {party_id}", party)
    copy_rows(cursor, "account_move", f"t.id = {move_id}", {"number": "(100000 + i)::varchar"})
    move = {"move": f"{highest['account_move']} + i"}
    is_receivable = f"t.move = {move_id} and t.account = {receivable_id}"
    copy_rows(cursor, "account_move_line", is_receivable, move | party)
    copy_rows(cursor, "account_move_line", is_receivable.replace("account =", "account <>"), move)


def night(user, context, today):
    """Creates the dunnings of the day and processes them; returns how many."""
    with Transaction().start(name, user, context=context) as transaction:
        Pool(name).get("account.dunning").generate_dunnings(date=today)
        transaction.commit()
    extras = {}
    while True:  # as Tryton's dispatcher: a transaction that asks for it is begun again
        try:
            with Transaction().start(name, user, context=context, **extras) as transaction:
                dunning = Pool(name).get("account.dunning")
                drafts = dunning.search([("state", "=", "draft")])
                dunning.process(drafts)
                transaction.commit()
                return len(drafts)
        except TransactionError as problem:
            problem.fix(extras)


def main():
    """Sets a company up, copies the line, measures one night and prints it."""
    modules = ["account_dunning", "account_dunning_fee"]
    config = activate_modules(modules, create_company, create_chart)
    config._context = Model.get("res.user").get_preferences(True, config.context)
    year = create_fiscalyear()
    year.click("create_period")
    accounts = get_accounts()
    first = year.periods[0]
    party, move = one_overdue_line(accounts, first)
    today = datetime.date.today()  # noqa: DTZ011 - Tryton's year is this one
    now = next(one for one in year.periods if one.start_date <= today <= one.end_date)
    post(now, accounts["revenue"], accounts["revenue"], Decimal(1), today)
    context = dict(config.context)
    with Transaction().start(name, config.user, context=context) as transaction:
        cursor = transaction.connection.cursor()
        if count > 1:
            copy_lines(cursor, party.id, move.id, accounts["receivable"].id)
        transaction.commit()
    began = time.perf_counter()
    made = night(config.user, context, first.start_date + datetime.timedelta(days=6))
    seconds = time.perf_counter() - began
    if made != count:
        raise SystemExit(f"Tryton made {made} dunnings of {count}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb, "made": made}))


main()
