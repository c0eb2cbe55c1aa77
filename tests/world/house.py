"""The world's own database: a copy of the empty tables, emptied again before each world.

Everything is deleted and every number begins at one again, so that a world of the same seed is the
same world, whatever was lived on the database before. Who empties and who checks is the superuser:
row-level security hides nothing from it.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from kvitt.simulators.mailbox import Mailbox
from kvitt.site import cluster, postgres
from kvitt.site.home import Home

TEMPLATE = "kvitt_template"
VACUUM_EVERY = 100
"""Worlds after which the rows that were deleted are cleared away."""
EMPTY = """
set session_replication_role = replica;
do $$
declare
  one record;
begin
  for one in select relname, oid::regclass as tbl from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace
      and relname not like 'django\\_%' and relname not like 'procrastinate\\_%'
  loop
    execute format('delete from %s', one.tbl);
  end loop;
  perform setval(oid::regclass, 1, false) from pg_class
    where relkind = 'S' and relnamespace = 'public'::regnamespace
      and relname not like 'django\\_%' and relname not like 'procrastinate\\_%';
end $$;
set session_replication_role = origin
"""


class House:
    """Where worlds are lived: a database, a mail server and a letter folder."""

    def __init__(self, connection: psycopg.Connection[Any], mailbox: Mailbox, home: Home) -> None:
        self.superuser = connection
        self.mailbox = mailbox
        self.home = home
        self._lived = 0

    def empty(self) -> None:
        """Leaves nothing of the world before: no row, no letter, no mail, no address that fails."""
        self.superuser.execute(EMPTY)
        self._lived += 1
        if self._lived % VACUUM_EVERY == 0:
            self.superuser.execute("vacuum")
        shutil.rmtree(self.home.letters)
        self.inbox.mkdir(parents=True)
        mailbox = self.mailbox
        mailbox.kept.clear()
        for addresses in (mailbox.refuse, mailbox.bounce, mailbox.drop, mailbox.busy):
            addresses.clear()

    @property
    def inbox(self) -> Path:
        """Where receipts and delivery reports are put."""
        return self.home.letters / "in"

    def rows(self, statement: str, parameters: Any = None) -> list[Any]:
        """What stands in the tables of all tenants."""
        return self.superuser.execute(statement, parameters).fetchall()

    def value(self, statement: str, parameters: Any = None) -> Any:
        """One value of what stands in the tables."""
        return self.rows(statement, parameters)[0][0]


@contextmanager
def open_house(
    server: postgres.Server, name: str, folder: Path, *, template: str = TEMPLATE
) -> Iterator[House]:
    """A house on its own database of that name, in which the program works until the end."""
    from django.conf import settings
    from django.db import connections

    with psycopg.connect(server.conninfo(), autocommit=True) as superuser:
        superuser.execute(f'drop database if exists "{name}" with (force)')
        cluster.create_database(superuser, name, template=template)
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    home_before, mail_before = settings.HOME, os.environ.get("KVITT_SMTP_URL")
    _work_in(dict.fromkeys(before, name))
    settings.HOME = Home(folder).create()
    inbox = settings.HOME.letters / "in"
    inbox.mkdir(parents=True, exist_ok=True)
    conninfo = server.conninfo(database=name)
    try:
        with (
            psycopg.connect(conninfo, autocommit=True, row_factory=namedtuple_row) as superuser,
            Mailbox(bounces_to=inbox) as mailbox,
        ):
            os.environ["KVITT_SMTP_URL"] = mailbox.url
            yield House(superuser, mailbox, settings.HOME)
    finally:
        _work_in(before)
        settings.HOME = home_before
        os.environ.pop("KVITT_SMTP_URL")
        if mail_before is not None:
            os.environ["KVITT_SMTP_URL"] = mail_before
        with psycopg.connect(server.conninfo(), autocommit=True) as superuser:
            superuser.execute(f'drop database if exists "{name}" with (force)')


def _work_in(names: dict[str, str]) -> None:
    from django.db import connections

    for alias, name in names.items():
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
