"""The store: constraints bite, tenants are walled off, history cannot be changed."""
