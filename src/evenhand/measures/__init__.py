"""Measures: questions about a whole docket, answered by counts that the engine made.

What is counted here is exact and stays inside: it leaves only through ``evenhand.disclosure``.
"""
