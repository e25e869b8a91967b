"""Corrections as people give them: one at a time, by the page's form, or many from a file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from news.errors import InvalidItemError, NotFoundError
from news.item import content_id
from serving.learning.themes import former_names
from serving.pipeline import ShownItem, Sitrep, UnknownThemeError
from serving.posted import as_kept, check_text
from serving.schemas.corrections import CorrectionRowIn, SaidIn
from store.corrections import Correction

MOST_NAMED = 20  # bad lines of a file that an answer names


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    added: int
    unchanged: int
    watermark: int


class RowsError(InvalidItemError):
    """Corrections of an import that cannot be kept; `rows` holds (row from 0, what is wrong), at most 20."""

    def __init__(self, rows: Sequence[tuple[int, str]]) -> None:
        super().__init__("; ".join(detail for _, detail in rows))
        self.rows = tuple(rows)


class Corrections:
    """What people say of items; every method may be called from any thread."""

    def __init__(self, sitrep: Sitrep) -> None:
        self._sitrep = sitrep

    def correct(self, item_id: str, said: SaidIn, via: str) -> ShownItem:
        """Keep what a person says of a stored item; saying the same again changes nothing.

        Raises NotFoundError and UnknownThemeError.
        """
        store = self._sitrep.store
        store.item(item_id)
        correction = self._correction(item_id, said, via, self._sitrep.now())
        if not _in_force(correction, store.corrections.in_force([item_id]).get(item_id, ())):
            store.corrections.add([correction])
            self._sitrep.tally.add("corrections")
        return self._sitrep.item(item_id)

    def history(self, item_id: str) -> tuple[Correction, ...]:
        """Everything that was said of an item, newest first; of one that is not stored, too."""
        found = self._sitrep.store.corrections.history(item_id)
        if not found:
            self._sitrep.store.item(item_id)  # raises NotFoundError
        return found

    def add_all(self, rows: Sequence[CorrectionRowIn]) -> Imported:
        """Keep corrections from a file, all or none, in their order; raises RowsError naming the bad ones.

        A row without an id speaks of every stored item that reads so; of one to come, where there is none.
        """
        now, store = self._sitrep.now(), self._sitrep.store
        former = frozenset(former_names(self._sitrep))
        stored = store.versions.reading({_text(row) for row in rows if row.id is None})
        read: list[Correction] = []
        wrong: list[tuple[int, str]] = []
        for number, row in enumerate(rows):
            try:
                given = self._row(row, now, former)
                ids = stored.get(_text(row), ()) if row.id is None else ()
                read += [replace(given, item_id=item_id) for item_id in ids or (given.item_id,)]
            except NotFoundError as error:
                wrong.append((number, f"{error}; give its headline and text as well"))
            except (InvalidItemError, UnknownThemeError) as error:
                wrong.append((number, str(error)))
            if len(wrong) == MOST_NAMED:
                break
        if wrong:
            raise RowsError(wrong)
        said = store.corrections.in_force(correction.item_id for correction in read)
        new: list[Correction] = []
        for correction in read:
            known = said.get(correction.item_id, ())
            if not _in_force(correction, known):
                new.append(correction)
                said[correction.item_id] = _followed(known, correction)
        store.corrections.add(new)
        self._sitrep.tally.add("corrections", len(new))
        return Imported(len(new), len(read) - len(new), store.corrections.watermark())

    def _row(self, row: CorrectionRowIn, now: datetime, former: frozenset[str]) -> Correction:
        headline, text = _text(row)
        if headline or text:
            check_text(headline, text)
            item_id = row.id or content_id("item", "", headline, text)
        else:
            item_id = str(row.id)
            if not self._sitrep.store.corrections.history(item_id):
                self._sitrep.store.item(item_id)
        correction = self._correction(item_id, row, "import", row.when or now, former)
        return replace(correction, headline=headline, text=text) if headline or text else correction

    def _correction(
        self, item_id: str, said: SaidIn, via: str, when: datetime, former: frozenset[str] = frozenset()
    ) -> Correction:
        """former: themes that were retired, and may be asked all the same: an export tells what was said of them."""
        known = self._sitrep.taxonomy.ids
        asked = () if said.skip else tuple(known if said.asked is None else dict.fromkeys(said.asked))
        past = former.intersection(asked)
        self._sitrep.check_themes([theme for theme in (*said.themes, *asked) if theme not in past])
        return Correction(
            item_id=item_id,
            themes=tuple(theme for theme in asked if theme in said.themes),
            asked=asked,
            when=when,
            skipped=said.skip,
            doubtful=said.doubtful,
            pinned=said.pinned,
            who=said.who,
            why=said.why and said.why.strip(),
            via=via,
        )


def _text(row: CorrectionRowIn) -> tuple[str, str]:
    """Headline and text of a row, as items have them."""
    return as_kept(row.headline or ""), as_kept(row.text or "")


def _in_force(new: Correction, known: Sequence[Correction]) -> bool:
    """Tell whether all that a correction says is in force already, said by the same person in the same way."""

    def manner(said: Correction) -> Correction:
        return replace(
            said, themes=(), asked=(), seq=0, when=new.when, via=new.via, headline=new.headline, text=new.text
        )

    alike = [said for said in known if manner(said) == manner(new)]
    answers = {theme: theme in said.themes for said in alike for theme in said.asked}
    return bool(alike) and all(answers.get(theme) == (theme in new.themes) for theme in new.asked)


def _followed(known: Sequence[Correction], new: Correction) -> tuple[Correction, ...]:
    """What is in force of an item's corrections once a new one follows."""
    if new.skipped:
        return (new,)
    kept = (
        replace(
            said,
            themes=tuple(theme for theme in said.themes if theme not in new.asked),
            asked=tuple(theme for theme in said.asked if theme not in new.asked),
        )
        for said in known
    )
    return (*(said for said in kept if said.asked), new)
