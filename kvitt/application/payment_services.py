"""The payment services of this installation: those whose settings are there, by country."""

import os
from collections.abc import Callable, Mapping

from kvitt.integrations.pay.port import PaymentService, ServiceNotSet
from kvitt.integrations.pay.swish import Swish
from kvitt.integrations.pay.vipps import Vipps
from kvitt.kernel.refusal import Refusal

_IN_COUNTRY: Mapping[str, tuple[str, Callable[[Mapping[str, str]], PaymentService]]] = {
    "SE": (Swish.name, Swish.from_environment),
    "NO": (Vipps.name, Vipps.from_environment),
}


class NoSuchService(Refusal):
    """The payment service is not one of this installation."""


def services_in(country: str) -> list[PaymentService]:
    """The services with which debtors of the country can pay here; none that is not set up."""
    name, make = _IN_COUNTRY.get(country, ("", None))
    if make is None or not os.environ.get(f"KVITT_{name.upper()}_URL", "").strip():
        return []
    try:
        return [make(os.environ)]
    except ServiceNotSet:
        return []  # half a setting is none; the giro way is always there


def service_named(name: str, country: str) -> PaymentService:
    """The service of that name, for debtors of the country. Raises NoSuchService."""
    for service in services_in(country):
        if service.name == name:
            return service
    raise NoSuchService(
        "“{name}” is no payment service of this installation in {country}",
        name=name,
        country=country,
    )
