"""Marked text is the text: cutting for display loses nothing and marks what was asked."""

from hypothesis import given
from hypothesis import strategies as st

from serving.web.highlight import Span, segments

spans = st.builds(Span, st.integers(-3, 40), st.integers(-3, 40), st.sampled_from(["a", "b", "cited"]))


@given(st.text(max_size=30), st.lists(spans, max_size=6))
def test_given_any_spans_when_cut_then_the_pieces_are_the_text_and_carry_their_labels(text, marks):
    pieces = segments(text, marks)

    assert "".join(piece.text for piece in pieces) == text
    position = 0
    for piece in pieces:
        for offset in range(position, position + len(piece.text)):
            covering = {mark.label for mark in marks if max(mark.start, 0) <= offset < mark.end}
            assert set(piece.labels) == covering
        position += len(piece.text)
