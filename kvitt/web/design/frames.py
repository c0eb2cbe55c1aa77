"""The frame of a portal: whose it is, and where one can go in it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place of a portal. ``name`` is how a page says that it is here."""

    name: str
    label: str
    href: str
    icon: str
    count: str = ""
    """How much waits there; empty where nothing does."""
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Portal:
    """What the sidebar shows."""

    name: str
    under: str
    home: str
    nav: tuple[NavItem, ...]

    @property
    def letter(self) -> str:
        """The mark's letter."""
        return self.name[:1].upper()

    def at(self, here: str) -> "Portal":
        """The same portal with one of its places marked as where the reader is."""
        return replace(
            self, nav=tuple(replace(item, is_here=item.name == here) for item in self.nav)
        )
