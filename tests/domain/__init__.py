"""The domain: pure, without a database, in seconds."""
