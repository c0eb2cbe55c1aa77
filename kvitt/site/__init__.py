"""The house around the trade: data folder, database server, settings and start-up."""
