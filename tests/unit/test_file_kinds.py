"""Files that are no text in the open are told by their first bytes, and texts are not taken for them."""

import gzip
import io
import zipfile

import pytest

from news.errors import InvalidNewsletterError
from news.file_kinds import file_kind
from news.newsletter import split


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("word/document.xml", "<w:document/>")
    return held.getvalue()


FILES = {
    "a PDF": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nHarbour Post\nTroops cross the river.\n",
    "an RTF document": rb"{\rtf1\ansi Troops cross the river at Tarmouk. \par Voters queue.}",
    "a PostScript file": b"%!PS-Adobe-3.0\n/Courier findfont\n",
    "a ZIP archive or an Office document": archive(),
    "an archive": gzip.compress(b"Troops cross the river."),
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "an Office document or an Outlook message of the old kind": bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 40,
}


@pytest.mark.parametrize(("kind", "data"), FILES.items())
def test_given_a_file_that_is_no_text_when_split_then_it_is_named_and_what_is_taken_is_said(
    kind: str, data: bytes
) -> None:
    with pytest.raises(InvalidNewsletterError) as refused:
        split(b"\xef\xbb\xbf\r\n" + data, "text/plain", issued_on=None, source=None)

    assert f"the issue is {kind}, which is not read; send its text" in str(refused.value)
    assert file_kind(data.decode("latin-1")) == kind


@pytest.mark.parametrize(
    "text",
    [
        "%PDF files leaked from the ministry show the plan.",
        "{\\rtfm} is what editors say",
        "PKK fighters crossed the border.",
        "GIF8 was no format. Troops cross the river.",
        "BZh, he said, and left. Voters queue.",
        "",
    ],
)
def test_given_a_text_that_begins_alike_when_looked_at_then_it_is_a_text(text: str) -> None:
    assert file_kind(text) is file_kind(text.encode()) is None
