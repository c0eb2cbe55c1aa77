"""Channels: one file each, the same few functions; they carry bytes and tell what came of it."""
