"""The days of the week and the months as English news writes and cuts them, and pieces of patterns for them."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAY_STARTS = tuple(name[:3].lower() for name in WEEKDAYS)
MONTH_STARTS = tuple(name[:3].lower() for name in MONTHS)
CALENDAR_WORDS = frozenset(name.lower() for name in (*WEEKDAYS, *MONTHS))

# In running text, with the capital that tells a month from "march" and "may".
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
MONTH = rf"(?:{'|'.join(MONTHS)})"
# In lists and agendas, whole or cut and without the full stop, for patterns that ignore case.
WEEKDAY_START = rf"(?:{'|'.join(WEEKDAY_STARTS)})"
CUT_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
CUT_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
