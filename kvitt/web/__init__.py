"""Pages: they read the request, ask one use case and show the answer."""
