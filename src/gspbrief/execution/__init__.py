"""Notebooks as they run: their parameters, their cells in a process of their own, what they found."""
