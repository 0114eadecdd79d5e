"""What `exhibits` is made of: marks, entries of cells, grids, curves, the table of assumptions."""
