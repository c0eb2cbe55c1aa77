"""The store: the tables, the named queries and the set-based reads and writes."""
