"""The tables of the evidence: read, checked, cut into slices, imported, compared."""
