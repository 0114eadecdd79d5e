"""Survey microdata: read, checked, simulated for the fictitious programme, and what is estimated from it."""
