"""The partnership model: symbols, assumptions, flows, and what follows from them."""
