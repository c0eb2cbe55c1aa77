"""Where a form may lead to a payment service: the page's policy names each place.

The services' own settings are read where they are used, in ``kvitt/integrations/pay``.
"""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

_OPENS = {
    "SWISH": ("KVITT_SWISH_OPENS", "swish://paymentrequest"),
    "VIPPS": ("KVITT_VIPPS_OPENS", "https://pay.vipps.no"),
}
"""For each service the setting that names where it is opened, and where it usually is."""


def form_targets(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The places of the services that are set up, as a content policy writes them."""
    targets = []
    for service, (setting, usual) in _OPENS.items():
        if environ.get(f"KVITT_{service}_URL", "").strip():
            place = urlsplit(environ.get(setting, "").strip() or usual)
            is_web = place.scheme in ("http", "https")
            targets.append(f"{place.scheme}://{place.netloc}" if is_web else f"{place.scheme}:")
    return targets
