"""What sending needs: a mailbox that keeps everything, and a letter folder of the test's own."""

import pytest

from kvitt.simulators.mailbox import Mailbox


@pytest.fixture
def letters(tmp_path, monkeypatch):
    """The letter folder of this test alone."""
    from django.conf import settings

    from kvitt.site.home import Home

    monkeypatch.setattr(settings, "HOME", Home(tmp_path / "home").create())
    return settings.HOME.letters


@pytest.fixture
def mailbox(letters, monkeypatch):
    """A mail server on this machine; bounces go where Kvitt takes receipts from."""
    inbox = letters / "in"
    inbox.mkdir()
    with Mailbox(bounces_to=inbox) as opened:
        monkeypatch.setenv("KVITT_SMTP_URL", opened.url)
        yield opened
