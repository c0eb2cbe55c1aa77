"""Messages to authorities about what was filed, as data."""
