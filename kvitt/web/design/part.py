"""What every part of a page is: values in, one template out."""

from typing import ClassVar, Literal

Tone = Literal["plain", "info", "good", "warm", "hot"]
"""How a part is coloured; ``hot`` is for the staff's pages, never for a person in debt."""


class Part:
    """Something that ``{% show %}`` can draw; the template finds it under the name ``it``."""

    template: ClassVar[str]
