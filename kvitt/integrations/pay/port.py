"""The port of payment services: begin a payment, lead the debtor there, ask what became of it."""

from typing import ClassVar, Literal, NamedTuple, Protocol

from kvitt.kernel.refusal import Refusal

Outcome = Literal["waiting", "paid", "ended"]
"""``ended``: given up, refused or too late; nothing was paid."""


class Order(NamedTuple):
    """What is to be paid. No name and no identity number goes to the service."""

    reference: str
    """Ours: 32 hexadecimal digits. The same twice is one payment."""
    payment_reference: str
    """The OCR number or KID by which the bank tells us whose money it is."""
    amount_minor: int
    currency: str
    text: str
    """What the debtor reads in the app: the case number."""
    return_to: str
    """The address of ours to which the debtor is led back."""
    told_at: str = ""
    """The address of ours to which the service tells by itself that something became of it.

    It holds a word that the service alone is given: whoever calls it knows it from there.
    """


class PaymentService(Protocol):
    """Whoever takes a payment."""

    name: ClassVar[str]
    label: ClassVar[str]
    """As people call it."""

    def begin(self, order: Order) -> str:
        """Begins the payment; the address to which the debtor is led. Raises ServiceAway."""
        ...

    def outcome(self, order: Order) -> Outcome:
        """What became of the payment. Raises ServiceAway."""
        ...


class ServiceAway(Refusal):
    """The payment service does not answer, or not as we know it: nothing can be said of it now."""


class ServiceNotSet(Refusal):
    """The payment service's settings cannot be read."""
