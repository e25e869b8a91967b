"""How counts and names stand in the sentences that Sitrep writes itself."""


def counted(number: int, one: str, several: str = "") -> str:
    """A count with its noun: "1 item", "3 items"; several is the plural where it takes more than an "s"."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"


def capital(words: str) -> str:
    """Words as they stand at a sentence's beginning."""
    return words[:1].upper() + words[1:]
