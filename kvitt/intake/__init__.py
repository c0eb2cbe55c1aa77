"""Invoices in: bytes of CSV or UBL become invoices, row errors and warnings."""
