"""How sure the reader may be of a word."""
