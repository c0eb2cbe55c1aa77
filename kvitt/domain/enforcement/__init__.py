"""What may happen to a case at the authorities, by country: tables that `proceeding` reads."""
