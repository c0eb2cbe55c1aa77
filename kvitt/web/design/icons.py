"""The icons: line drawings on a square of 20, in the colour of the text around them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = {
    "again": '<path d="M4.25 10a5.75 5.75 0 1 1 1.7 4.1"/><path d="M4 14.75v-3.5h3.5"/>',
    "arrow": '<path d="m8 5 5 5-5 5"/>',
    "building": '<path d="M4.5 17.25V4.5L12 2.75v14.5M12 7.5h4v9.75M2.75 17.25h14.5"/>'
    '<path d="M7 7.5h2.25M7 10.5h2.25M7 13.5h2.25"/>',
    "calendar": '<rect x="3" y="4.25" width="14" height="12.5" rx="1.5"/>'
    '<path d="M3 8.25h14M6.75 2.75v3M13.25 2.75v3"/>',
    "chart": '<path d="M3 16.75h14M5.75 13.75V9M10 13.75v-9M14.25 13.75V7"/>',
    "clock": '<circle cx="10" cy="10" r="6.75"/><path d="M10 6.5V10l2.5 1.75"/>',
    "court": '<path d="M10 3v13.75M5.5 16.75h9M4 6h12M4 6l-2 5h4zM16 6l-2 5h4z"/>',
    "done": '<path d="m4.5 10.5 3.75 3.75L15.5 6.5"/>',
    "file": '<path d="M5 2.75h7l3.25 3.25v11.25H5z"/><path d="M11.75 3v3.25H15"/>',
    "flow": '<circle cx="5" cy="5" r="2"/><circle cx="15" cy="15" r="2"/>'
    '<path d="M7 5h5.5A2.5 2.5 0 0 1 15 7.5V13"/>',
    "globe": '<circle cx="10" cy="10" r="6.75"/>'
    '<path d="M3.25 10h13.5M10 3.25c4.2 4.3 4.2 9.2 0 13.5M10 3.25c-4.2 4.3-4.2 9.2 0 13.5"/>',
    "help": '<circle cx="10" cy="10" r="6.75"/>'
    '<path d="M8 8.25a2 2 0 1 1 2.75 1.85c-.5.2-.75.6-.75 1.15M10 13.4v.1"/>',
    "home": '<path d="M3.5 9 10 3.5 16.5 9v7.75h-4.25v-4.5h-4.5v4.5H3.5z"/>',
    "info": '<circle cx="10" cy="10" r="6.75"/><path d="M10 9.25v4M10 6.6v.1"/>',
    "invoice": '<path d="M5 2.75h7l3.25 3.25v11.25H5z"/>'
    '<path d="M11.75 3v3.25H15M7.75 9.5h4.5M7.75 12.5h4.5"/>',
    "letter": '<rect x="2.75" y="4.75" width="14.5" height="10.5" rx="1.5"/>'
    '<path d="m3.5 6 6.5 5 6.5-5"/>',
    "lock": '<rect x="4.25" y="8.75" width="11.5" height="8" rx="1.5"/>'
    '<path d="M6.75 8.75V6.5a3.25 3.25 0 0 1 6.5 0v2.25"/>',
    "money": '<rect x="2.75" y="5.25" width="14.5" height="9.5" rx="1.5"/>'
    '<path d="M3 8.5h14M6 12h2.5"/>',
    "note": '<circle cx="10" cy="10" r="2.25"/>',
    "out": '<path d="M8 3.25H4v13.5h4M8.5 10h8M13 6.25 16.75 10 13 13.75"/>',
    "pause": '<circle cx="10" cy="10" r="6.75"/><path d="M8.25 7.5v5M11.75 7.5v5"/>',
    "people": '<circle cx="7.5" cy="7" r="2.75"/><path d="M2.75 16.25a4.75 4.75 0 0 1 9.5 0"/>'
    '<path d="M12.5 4.5a2.75 2.75 0 0 1 0 5M14.25 12.25a4.5 4.5 0 0 1 3 4"/>',
    "person": '<circle cx="10" cy="6.5" r="3"/><path d="M4 16.75a6 6 0 0 1 12 0"/>',
    "phone": '<rect x="5.75" y="2.75" width="8.5" height="14.5" rx="1.75"/>'
    '<path d="M9.25 14.75h1.5"/>',
    "search": '<circle cx="9" cy="9" r="5.25"/><path d="m13 13 4 4"/>',
    "settings": '<path d="M3 6h6M13 6h4M3 14h4M11 14h6"/><circle cx="11" cy="6" r="2"/>'
    '<circle cx="9" cy="14" r="2"/>',
    "split": '<path d="M3.5 5.5h13M3.5 10h8.5M3.5 14.5h5"/>',
    "talk": '<path d="M3.25 4.25h13.5v9.5H8.5L5.25 17v-3.25h-2z"/>',
    "task": '<rect x="3.5" y="3.5" width="13" height="13" rx="1.5"/>'
    '<path d="m6.75 10.25 2.25 2.25 4.25-4.75"/>',
    "trouble": '<path d="M10 3.25 17.25 16H2.75z"/><path d="M10 8v3.75M10 13.9v.1"/>',
}


def drawn(name: str) -> SafeString:
    """The icon as markup that screen readers pass over; KeyError for a name that is not here."""
    return format_html(
        '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" '
        'stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" '
        'aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(ICONS[name]),  # ours, not a reader's
    )
