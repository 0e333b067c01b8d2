"""Signing in: who an account belongs to, second factors, sessions, a demonstration's people."""
