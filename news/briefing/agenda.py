"""Announcements of one event: told twice by two newsletters, or on two days, the second time with the hour."""

from news.words import terms

Told = tuple[str | None, str]  # when it starts ("2024-10-29T09:30", "2024-10-29" or unknown), and its title


def same_event(one: Told, other: Told) -> bool:
    """Whether two announcements are of one event: at one time, in the same words or four of them and most, or at one
    hour in all words of the shorter one, three at least.

    A day without an hour is any hour of it, where more words agree.
    """
    (at, title), (other_at, other_title) = one, other
    first, second = terms(title), terms(other_title)
    shared = len(set(first) & set(second))
    fewer = min(len(set(first)), len(set(second)))
    if at == other_at:
        if at and "T" in at and shared == fewer >= 3:
            return True  # "Port Council on Harbors", "The Orrin Port Council meets on harbors"
        return first == second or (shared >= 4 and shared * 3 >= fewer * 2)
    if at is None or other_at is None or at[:10] != other_at[:10] or ("T" in at and "T" in other_at):
        return False
    return shared >= 4 and shared * 5 >= fewer * 4
