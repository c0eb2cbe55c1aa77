"""One house for each file of these tests."""

import os

import pytest

from tests.world.house import House, open_house


@pytest.fixture(scope="module")
def house(database_server, tmp_path_factory):
    """A database, a mail server and a letter folder of this file's own."""
    from django.conf import settings

    name = f"{settings.DATABASES['default']['NAME']}_world_{os.getpid()}"
    with open_house(database_server, name, tmp_path_factory.mktemp("world")) as opened:
        assert isinstance(opened, House)
        yield opened
