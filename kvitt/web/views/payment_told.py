"""Where payment services tell by themselves that something became of a payment.

No person comes here. Whoever cannot show to be the service finds no page; what a message says is
believed in nothing, for the service is asked.
"""

import os
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kvitt.application.pay_online import NoSuchPayment, hear_of_payment, secret_of_messages
from kvitt.application.payment_services import NoSuchService
from kvitt.integrations.pay.port import ServiceAway
from kvitt.integrations.pay.swish import Swish
from kvitt.integrations.pay.told import (
    Message,
    is_from_vipps,
    is_word_of,
    reference_in,
)
from kvitt.integrations.pay.vipps import WEBHOOK, Vipps
from kvitt.web.business_day import business_day
from kvitt.web.signin.guards import for_everyone

LARGEST_BYTES = 20_000
"""A message of a payment service has some hundred."""


@csrf_exempt
@require_POST
@for_everyone
def swish_told(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """Swish tells of the payment in the address, which it alone was given."""
    if not is_word_of(word, reference, secret=secret_of_messages()):
        raise Http404
    return _heard(reference, Swish.name)


@csrf_exempt
@require_POST
@for_everyone
def vipps_told(request: HttpRequest) -> HttpResponse:
    """Vipps tells of the payment in the message, which is signed."""
    message = _message(request)
    secret = os.environ.get(WEBHOOK, "").strip()
    reference = reference_in(message.body)
    if not is_from_vipps(message, secret=secret) or reference is None:
        raise Http404
    return _heard(reference, Vipps.name)


def _heard(reference: str, service: str) -> HttpResponse:
    try:
        hear_of_payment(reference, service=service, today=business_day())
    except (NoSuchPayment, NoSuchService) as no:
        raise Http404 from no
    except ServiceAway:
        return HttpResponse(status=503)  # the service tells once more; the night asks, too
    return HttpResponse(status=200)


def _message(request: HttpRequest) -> Message:
    told = request.headers.get("Content-Length", "")
    if not told.isdecimal() or int(told) > LARGEST_BYTES:
        raise Http404
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Message(
        cast(Any, request).method, request.get_full_path(), headers, request.body, timezone.now()
    )
