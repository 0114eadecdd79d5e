"""Random sets, data sets of R's packages, and what R makes of both."""
