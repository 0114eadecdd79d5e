"""The tables of the evidence below `partnerships`: checked, cut into slices, compared."""
