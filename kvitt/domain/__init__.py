"""The domain: what follows from facts, law and flow, without clock or database."""
