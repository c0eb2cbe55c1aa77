"""Years are lived with the same mailbox and letter folder as the tests of sending."""

from tests.application.conftest import letters, mailbox

__all__ = ["letters", "mailbox"]
