"""Characters that act on what shows a text: as pieces of patterns, to stand in brackets."""

# They drive a terminal, end a line for some readers, or turn the rest of one around. Tab and line feed are none.
OBEYED = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
