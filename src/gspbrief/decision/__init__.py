"""What would decide where the evidence is thin: thresholds, accounts, what is in print, questions."""
