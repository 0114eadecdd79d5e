"""Costs, migration and outcomes of one partnership: pure functions from a study to findings."""
