"""Files handed in at the intake page: received, checked in a process of their own, taken in."""
