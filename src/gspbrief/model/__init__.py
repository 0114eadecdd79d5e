"""The partnership model below and beside `scenario`: symbols, assumptions, flows, what follows from them."""
