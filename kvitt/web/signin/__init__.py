"""Who visits: users with roles, debtors with a code or an identity; what a page asks of them."""
