"""A day's stories in the order of rank, and one story with its items: the desk's stories with the pipeline's labels."""

from datetime import date

from news.ranking import Placed, rank
from serving.pipeline import LabelledItem, Sitrep
from serving.story_desk import StoryView


def ranked_stories(sitrep: Sitrep, day: date, timezone: str) -> list[Placed]:
    """What one day's items tell of, in the order of rank. Raises UnknownTimezoneError."""
    found = sitrep.ranked([item.stored for item in sitrep.items_on(day, timezone)])
    stories = sitrep.desk.of([item.item for item in found])
    items = {item.item.id: item for item in found}
    return rank(stories, items, sitrep.taxonomy.ids, sitrep.weights, sitrep.desk.standing(day, stories))


def story_with_items(sitrep: Sitrep, story_id: str) -> tuple[StoryView, dict[str, LabelledItem]]:
    """A story over all its days, and its items by id. Raises NotFoundError."""
    view = sitrep.desk.show(story_id)
    return view, {found.stored.item.id: found for found in sitrep.labelled(view.stored)}
