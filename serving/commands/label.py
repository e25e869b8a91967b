"""`sitrep label`: themes of texts, with nothing stored."""

import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from models.labels import Decision, ItemLabels, NewsText
from models.taxonomy import Taxonomy
from news.clean import plain
from news.errors import InvalidItemError, InvalidNewsletterError
from news.file_kinds import file_kind, nul_in
from news.media_types import HTML, MAIL
from serving import phrasing
from serving.answers import label_answer, label_result
from serving.bodies import doubled_name, without_line
from serving.commands.source import display_name, media_type, read_bytes, refuse, say, settings_for
from serving.pipeline import CHUNK, Labelled
from serving.problems import body_errors
from serving.schemas.core import LabelItemIn
from serving.settings import Settings
from serving.sniff import split_headline
from serving.start import open_sitrep

Text = tuple[str, NewsText]  # the id that comes back, and what is read
TITLE = 100  # characters of a text that stand over its themes


def run(arguments: Namespace) -> int:
    """Label every text of every file; 1 when one was refused, and the others are labelled all the same."""
    settings = settings_for(arguments.home)
    refused = 0
    texts: list[Text] = []
    for name in arguments.files:
        try:
            data = read_bytes(name)
            kind = media_type(data, name, None)
            if kind in (HTML, MAIL) and not arguments.quiet:
                say(
                    f"{display_name(name)}: is read as plain text, and looks like {kind}; sitrep split takes such apart"
                )
            for found in read_texts(data, name, settings.max_body_bytes):
                if isinstance(found, InvalidItemError):
                    refused += 1
                    refuse(name, found)
                else:
                    texts.append(found)
        except (InvalidItemError, InvalidNewsletterError) as error:
            refused += 1
            refuse(name, error)
    if texts:
        _write(texts, arguments, settings)
    return 1 if refused else 0


def _write(texts: Sequence[Text], arguments: Namespace, settings: Settings) -> None:
    sitrep = open_sitrep(settings, store=False)
    parts: list[Labelled] = []
    for first in range(0, len(texts), CHUNK):
        chunk = texts[first : first + CHUNK]
        labelled = sitrep.label([text for _, text in chunk], evidence=arguments.evidence)
        parts.append(labelled)
        for (item_id, text), labels in zip(chunk, labelled.results, strict=True):
            if arguments.format == "ndjson":
                print(label_result(item_id, labels).model_dump_json())
            elif arguments.format == "text":
                print(_as_text(item_id, text, labels, sitrep.taxonomy))
        if not arguments.quiet and len(texts) > CHUNK:
            say(f"labelled {min(first + CHUNK, len(texts))} of {len(texts)}")
    if arguments.format == "json":
        results = tuple(result for part in parts for result in part.results)
        whole = Labelled(parts[0].model, parts[0].taxonomy, results)
        print(label_answer([item_id for item_id, _ in texts], whole).model_dump_json(indent=2))


def read_texts(data: bytes, name: str, most_bytes: int) -> Iterator[Text | InvalidItemError]:
    """Read a file's texts, and what is wrong with those that are none, in order.

    NDJSON and JSON are told by the file's name, else by the first line. Raises InvalidItemError when the
    file as a whole is no text or no JSON, or one text of more than most_bytes.
    """
    content = decoded(data)
    form = _form(content, name)
    if form == "ndjson":
        yield from _ndjson(content)
    elif form == "json":
        yield from _json(content)
    elif len(data) > most_bytes:
        raise InvalidItemError(f"has {len(data)} bytes; at most {most_bytes} are read as one text")
    else:
        yield display_name(name), split_headline(content)


def decoded(data: bytes) -> str:
    """A file's text; raises InvalidItemError when it is none, or empty."""
    if (found := file_kind(data)) is not None:
        raise InvalidItemError(f"is {found}, which is not read; convert it to text first")
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidItemError(f"byte {error.start} is no UTF-8; convert the file first") from error
    if (fault := nul_in(content)) is not None:
        raise InvalidItemError(fault)
    if not content.strip():
        raise InvalidItemError("is empty")
    return content


def _form(content: str, name: str) -> str:
    suffix = name.rpartition(".")[2].lower()
    if suffix in ("ndjson", "jsonl", "json", "txt", "md"):
        return {"jsonl": "ndjson", "txt": "text", "md": "text"}.get(suffix, suffix)
    first = content.lstrip().partition("\n")[0].strip()
    if first.startswith("{"):
        last = content.rstrip().rpartition("\n")[2]
        spread = first.endswith(("{", "[", ",", ":")) and not _is_json(last)  # one broken object over many lines
        return "json" if spread or _is_json(content) else "ndjson"
    # "[Update] Voters queue" is a text; two brackets are a list, even a broken one.
    if re.match(r"\[\s*[\[{]", content.lstrip()):
        return "json"
    return "json" if first.startswith("[") and _is_json(content) else "text"


def _is_json(content: str) -> bool:
    try:
        from_json(content)
    except ValueError:
        return False
    return True


def _ndjson(content: str) -> Iterator[Text | InvalidItemError]:
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            try:
                record = from_json(line)
                if (fault := doubled_name(line)) is not None:
                    raise InvalidItemError(fault)
                yield _text(record, str(number))
            except ValueError as error:
                yield InvalidItemError(f"line {number}: is no JSON ({without_line(str(error))})")
            except InvalidItemError as error:
                yield InvalidItemError(f"line {number}: {error}")


def _json(content: str) -> Iterator[Text | InvalidItemError]:
    try:
        value = from_json(content)  # as the API reads it: no lone surrogates, bounded nesting
    except ValueError as error:
        raise InvalidItemError(f"is no JSON ({error})") from error
    if (fault := doubled_name(content)) is not None:
        raise InvalidItemError(fault)
    records = value.get("items", [value]) if isinstance(value, dict) else value
    if not isinstance(records, list) or not records:
        raise InvalidItemError('holds no items; give a list of {"headline", "text"}')
    for number, record in enumerate(records, start=1):
        try:
            yield _text(record, str(number))
        except InvalidItemError as error:
            yield InvalidItemError(f"item {number}: {error}")


def _text(record: Any, otherwise: str) -> Text:
    """Check one record; its place in the file is its id where it names none."""
    if not isinstance(record, dict):
        raise InvalidItemError('is no object; write {"headline": ..., "text": ...}')
    try:
        item = LabelItemIn.model_validate({"id": otherwise, **record})
    except ValidationError as error:
        wrong = body_errors(error.errors(include_url=False))
        said = (f"{entry['pointer'].removeprefix('#/')}: {entry['detail']}".removeprefix("#: ") for entry in wrong)
        raise InvalidItemError("; ".join(said)) from error
    return item.id, NewsText(item.headline, item.text)


def _as_text(item_id: str, text: NewsText, labels: ItemLabels, taxonomy: Taxonomy) -> str:
    """A block for readers: the text's first words, then one line a theme."""
    # what could steer a terminal is taken out: the texts are strangers'
    title = phrasing.excerpt(plain((text.headline or text.text)[: TITLE * 10]), "", TITLE)
    lines = [f"{plain(item_id)}: {title}"]
    for theme in labels.themes:
        unsure = " (read it yourself)" if theme.decision is Decision.UNSURE else ""
        name = taxonomy.theme(theme.id).name
        lines.append(f"  {theme.decision:<6} {phrasing.percent(theme.probability):>4}  {name}{unsure}")
        lines.extend(f"               “{plain(span.text)}”" for span in theme.evidence or ())
    lines.extend(f"  note: {note}" for note in phrasing.note_words(labels.notes))
    return "\n".join(lines)
