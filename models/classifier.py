"""The theme classifier at answering time: text in, calibrated decisions with their evidence out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from models import artifact
from models.encoder import Encoder
from models.evidence import Clause, clauses, strongest
from models.familiar import Familiar, read_familiar
from models.labels import Decision, ItemLabels, NewsText, ThemeLabel
from models.language import detect_language
from models.lexical import LexicalScorer, opening
from models.memory import packed
from models.spread import Spread, read_spread
from models.taxonomy import Taxonomy, read_taxonomy
from models.text import model_input, obfuscations
from models.theme_head import Examples, Terms, ThemeHead, word_score
from news.arrays import FloatArray
from news.errors import ArtifactError

_LATER_PENALTY = np.float32(1.0)  # in the score's own unit; the best of many windows is high by chance alone


@dataclass(frozen=True, slots=True)
class Cuts:
    """One theme's cuts on its probability: yes from threshold, unsure from unsure_from up to there."""

    threshold: float
    unsure_from: float

    def decide(self, probability: float) -> Decision:
        """Turn a probability into a decision."""
        if probability >= self.threshold:
            return Decision.YES
        return Decision.UNSURE if probability >= self.unsure_from else Decision.NO


@dataclass(frozen=True, slots=True)
class Heads:
    """The arrays over the encoder, all float32."""

    weight: FloatArray  # (n_themes, dimensions), over the pooled vector
    bias: FloatArray  # (n_themes,)
    calibration: FloatArray  # (n_themes, 3): of the encoder's score, of the lexical score, constant


def pooled_score(scores: FloatArray) -> FloatArray:
    """Join the windows' scores, shape (n_windows, n_themes), to one, shape (n_themes,).

    The first window (headline and lead) decides as it does for a short item. A theme that only comes later
    must fill two windows (some 190 words) to be what the text is about: the second highest of the later
    windows counts, so that naming a war in passing does not make an article one about it.
    """
    lead: FloatArray = scores[0]
    if len(scores) < 3:
        return lead
    later = np.sort(scores[1:], axis=0)[-2]
    joined: FloatArray = np.maximum(lead, later - _LATER_PENALTY)
    return joined


def _added(head: ThemeHead, pooled: FloatArray, terms: Terms) -> float:
    """The probability of an added theme, from a text's windows and the terms of its opening."""
    [score] = pooled_score(head.vector_scores(pooled)[:, None])
    return head.probability(float(score), word_score(terms, head.columns, head.relevance))


class ThemeClassifier:
    """Answers for every theme of its taxonomy; safe to use from several threads."""

    def __init__(
        self,
        version: str,
        taxonomy: Taxonomy,
        encoder: Encoder,
        heads: Heads,
        lexical: LexicalScorer,
        cuts: Sequence[Cuts],
        spread: Callable[[], Spread | None],
        familiar: Callable[[], Familiar | None],
    ) -> None:
        self.version = version
        self.taxonomy = taxonomy
        self._encoder, self._heads, self._lexical, self._cuts = encoder, heads, lexical, tuple(cuts)
        # read when they are first asked for: answers for themes need none
        self.spread, self.familiar = spread, familiar
        self.base = self  # what answers for the artifact's own themes alone
        self._columns: tuple[int | ThemeHead, ...] = tuple(range(len(taxonomy.ids)))
        self._since = 0

    def with_themes(self, taxonomy: Taxonomy, added: Mapping[str, ThemeHead], since: int) -> "ThemeClassifier":
        """A classifier of a changed taxonomy: some of the artifact's own themes, and added ones by their heads.

        It shares encoder and heads with this one, so the artifact's own answers are the same to the bit. since is
        the change from which on its taxonomy's answers are the same: see `covers`.
        """
        base = self.base
        own = {theme_id: row for row, theme_id in enumerate(base.taxonomy.ids)}
        columns = tuple(own[theme.id] if theme.id in own else added[theme.id] for theme in taxonomy.themes)
        cuts = [
            base._cuts[column] if isinstance(column, int) else Cuts(column.threshold, column.unsure_from)
            for column in columns
        ]
        changed = ThemeClassifier(
            base.version, taxonomy, base._encoder, base._heads, base._lexical, cuts, base.spread, base.familiar
        )
        changed.base, changed._columns, changed._since = base, columns, since
        return changed

    def covers(self, taxonomy: str) -> bool:
        """Tell whether labels that this artifact gave under a taxonomy, 2026.1 or 2026.1+3, answer all its themes."""
        base, _, change = taxonomy.partition("+")
        return base == self.base.taxonomy.version and (int(change) if change.isdecimal() else 0) >= self._since

    def examples(self, texts: Sequence[NewsText]) -> Examples:
        """What a theme's head sees of texts: their opening windows' vectors and their terms."""
        pooled = [self._encoder.encode(model_input(text).text)[0][0] for text in texts]
        dimensions = self._heads.weight.shape[1]
        return Examples(np.stack(pooled) if pooled else np.zeros((0, dimensions), np.float32), self.terms(texts))

    def terms(self, texts: Sequence[NewsText]) -> tuple[Terms, ...]:
        """The known words and word pairs of texts' openings."""
        return tuple(self._lexical.frequencies(opening(model_input(text).text)) for text in texts)

    def vectors(self, texts: Sequence[NewsText]) -> FloatArray:
        """The opening windows' vectors, shape (n_texts, dimensions): like texts lie near each other."""
        return self.examples(texts).pooled

    @property
    def idf(self) -> FloatArray:
        """How rare the artifact's terms are, shape (n_terms,)."""
        return self._lexical.idf

    def label(self, items: Sequence[NewsText], *, evidence: bool = False) -> list[ItemLabels]:
        """Label items, in their order; evidence adds the spans that carry each yes and unsure."""
        return [self._label(item, evidence) for item in items]

    def probabilities(self, items: Sequence[NewsText]) -> FloatArray:
        """Return calibrated probabilities, shape (n_items, n_themes), in the taxonomy's order."""
        return np.stack([self._score(model_input(item).text)[0] for item in items])

    @property
    def heads(self) -> Heads:
        """The arrays over the encoder."""
        return self._heads

    def read(self, text: str) -> tuple[FloatArray, FloatArray]:
        """Return what the heads see of a normalised text: its opening window's vector, its lexical scores."""
        return self._encoder.encode(text)[0][0], self._lexical.scores(opening(text))

    def _score(self, text: str) -> tuple[FloatArray, bool, FloatArray]:
        """Return a normalised text's probabilities, shape (n_themes,), whether some was left unread, and its vector."""
        pooled, truncated = self._encoder.encode(text)
        encoder = pooled_score(pooled @ self._heads.weight.T + self._heads.bias)
        lexical = self._lexical.scores(opening(text))
        of_encoder, of_lexical, constant = self._heads.calibration.T
        score = of_encoder * encoder + of_lexical * lexical + constant
        probabilities: FloatArray = 1 / (1 + np.exp(-score))
        if self.base is self:
            return probabilities, truncated, pooled[0]
        terms = self._lexical.frequencies(opening(text))
        joined = [
            probabilities[column] if isinstance(column, int) else _added(column, pooled, terms)
            for column in self._columns
        ]
        return np.array(joined, dtype=np.float32), truncated, pooled[0]

    def _label(self, item: NewsText, evidence: bool) -> ItemLabels:
        seen = model_input(item)
        probabilities, truncated, vector = self._score(seen.text)
        language = detect_language(seen.text)
        notes = ([f"language:{language.code}"] if language.foreign else []) + list(obfuscations(seen.text))
        themes = []
        for number, theme in enumerate(self.taxonomy.themes):
            # an added theme is rarer: among small probabilities more digits tell apart
            digits = 4 if isinstance(self._columns[number], int) else 6
            probability, cuts = round(float(probabilities[number]), digits), self._cuts[number]
            # a language that no example was in: whatever the number says, nobody has checked it
            decision = Decision.UNSURE if language.foreign else cuts.decide(probability)
            themes.append(ThemeLabel(theme.id, probability, decision, cuts.threshold, cuts.unsure_from))
        if evidence:
            reach = self._encoder.reach(seen.text) if truncated else len(seen.text)
            themes = self._with_evidence(themes, clauses(item, seen, reach))
        return ItemLabels(tuple(themes), language.code, truncated, tuple(notes), packed(vector))

    def _with_evidence(self, themes: list[ThemeLabel], found: list[Clause]) -> list[ThemeLabel]:
        if all(theme.decision is Decision.NO for theme in themes):
            return [replace(theme, evidence=()) for theme in themes]
        alone = [self._score(clause.text)[0] for clause in found]
        return [
            replace(
                theme,
                evidence=()
                if theme.decision is Decision.NO
                else strongest(found, [float(scores[number]) for scores in alone], theme.threshold),
            )
            for number, theme in enumerate(themes)
        ]


def load_classifier(folder: Path, encoder: Encoder | None = None) -> ThemeClassifier:
    """Load a verified artifact; raises ArtifactError naming the file that is missing, changed or unfit.

    encoder is used instead of loading the artifact's own; it must hold the same weights.
    """
    manifest = artifact.verify(folder)
    taxonomy = read_taxonomy(folder / "taxonomy.json")
    arrays = load_file(folder / "heads.safetensors")
    terms = (folder / "lexicon.txt").read_text(encoding="utf-8").splitlines()
    try:
        heads = Heads(arrays["weight"], arrays["bias"], arrays["calibration"])
        lexical = LexicalScorer(terms, arrays["idf"], arrays["lexical_weight"], arrays["lexical_bias"])
        cuts = [Cuts(theme["threshold"], theme["unsure_from"]) for theme in manifest["themes"]]
        listed = tuple(theme["id"] for theme in manifest["themes"])
    except KeyError as error:
        raise ArtifactError(f"{folder}: {error} is missing from the artifact; train again") from error
    if listed != taxonomy.ids or len(heads.weight) != len(listed) or len(terms) != len(arrays["idf"]):
        raise ArtifactError(f"{folder}: manifest, taxonomy and weights disagree on the themes or terms; train again")
    encoder = encoder or Encoder(folder / "encoder.onnx", folder / "tokenizer.json", manifest["max_tokens"])
    spread = lru_cache(maxsize=1)(lambda: read_spread(folder, manifest))
    familiar = lru_cache(maxsize=1)(lambda: read_familiar(folder, manifest))
    return ThemeClassifier(manifest["version"], taxonomy, encoder, heads, lexical, cuts, spread, familiar)
