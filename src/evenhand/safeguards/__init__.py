"""Safeguards as data: why a removal must wait, what clears it, who may; never that it may go on."""
