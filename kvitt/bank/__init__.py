"""Files from and to banks: bytes to payments, settlements to bytes."""
