"""The model card that lies beside an artifact: what it learned from, how well it does, where it fails."""

from collections.abc import Mapping
from typing import Any

from models.taxonomy import Taxonomy

# Own wording, each of a kind that the figures show to be hard; kept true by hand.
_FAILS = """\
- **Domestic extremism without its words.** A threat told through its victims ("The librarian no longer opens the
  mail alone") is often missed; ordinary shootings near a rally are sometimes taken for it.
- **Politics close to a vote.** A quarrel inside a party, a nomination or an approval rating months before an
  election lies on the border that careful readers draw differently too.
- **War as a backdrop.** Prices, sport, films and procurement that name a war; sanctions told as trade.
- **Other languages than English** are not labelled but left unsure.
- **Names that came after its training.** A new armed group or candidate is recognised by what it does alone.
"""


def _figures(name: str, figures: Mapping[str, Any]) -> str:
    low, high = figures["macro_f1_interval"]
    lines = [
        f"### {name.replace('_', ' ').capitalize()}: {figures['items']} items",
        "",
        f"Macro-F1 {figures['macro_f1']:.3f} (95 % interval {low:.3f} to {high:.3f}), {figures['firm_macro_f1']:.3f} on items "
        f"that are not doubtful, {figures['decided_macro_f1']:.3f} on pairs that are decided; "
        f"{figures['unsure_share']:.1%} of the pairs are unsure; expected calibration error {figures['ece']:.3f}.",
        "",
        "| theme | F1 | precision | recall | average precision | positives |",
        "|---|---|---|---|---|---|",
    ]
    for theme, row in figures["themes"].items():
        average = "-" if row["average_precision"] is None else f"{row['average_precision']:.3f}"
        lines.append(
            f"| {theme} | {row['f1']:.3f} | {row['precision']:.3f} | {row['recall']:.3f} | {average} | {row['positives']} |"
        )
    return "\n".join(lines)


def model_card(manifest: Mapping[str, Any], taxonomy: Taxonomy) -> str:
    """Write the card as Markdown from a manifest."""
    data, recipe = manifest["data"], manifest["recipe"]
    origins = ", ".join(f"{count} {name}" for name, count in data["train"]["origins"].items())
    cuts = "\n".join(
        f"| {theme['id']} | {theme['aim']} | {theme['threshold']} | {theme['unsure_from']} |"
        for theme in manifest["themes"]
    )
    definitions = "\n".join(f"- **{theme.name}** (`{theme.id}`): {theme.definition}" for theme in taxonomy.themes)
    figures = "\n\n".join(_figures(name, part) for name, part in manifest["report"].items())
    return f"""\
# Model card: Sitrep {manifest["version"]}

Labels English news items (headline, with or without text) by theme. Multi-label; taxonomy {taxonomy.version}.

{definitions}

## Data

{data["train"]["items"]} items to learn from ({origins}), {data["development"]["items"]} to calibrate and set the cuts,
{data["test"]["items"]} to judge. Labelled items are US news of 2012-2018 and 2022; annotations (2012-2024)
were read one by one under the same rules by language-model readers; examples are Sitrep's own writing (2020-2026), by the same means. Data digest `{data["digest"][:16]}`. Their texts are not part of
this artifact.

## Recipe

all-MiniLM-L6-v2 (Apache-2.0, weights sha256 `{manifest["base_encoder"]["weights_sha256"][:16]}`), fine-tuned: {recipe["epochs"]} epochs, learning
rate {recipe["learning_rate"]}, batch {recipe["batch_size"]}, {recipe["max_tokens"]} tokens, vectors held near the base encoder's
(cosine distance, weight {recipe["distillation"]}), doubtful items weigh \
{recipe["doubtful_weight"]}; {recipe["workers"]}
workers average their weights {recipe["turns"]} times an epoch; int8 ONNX. Joined with tf-idf scores by a logistic regression a theme, which calibrates.

## Cuts

Yes from the threshold (chosen for its aim on the development items), unsure from the lower cut up to it.

| theme | aim | threshold | unsure from |
|---|---|---|---|
{cuts}

## Figures

Through the model as served (int8), on items that it did not learn from. The development figures are optimistic: calibration
and cuts were set on them. Both parts hold items that were chosen for being hard.

{figures}

## Where it fails

{_FAILS}"""


def refitted_card(manifest: Mapping[str, Any], taxonomy: Taxonomy) -> str:
    """Write the card of an artifact whose heads alone were fitted anew; its parent's card tells the rest."""
    parent = manifest["lineage"]["parent"]
    figures = "\n\n".join(_figures(name, part) for name, part in manifest["report"].items())
    return f"""\
# Model card: Sitrep {manifest["version"]}

Labels English news items by theme; taxonomy {taxonomy.version}. Encoder, lexical weights and cuts are those of {parent}; its
heads and calibration were fitted anew on what {parent} remembers and on {manifest["data"]["corrections"]} corrections.

## Figures

By the opening of each item, on items that {parent} did not learn from.

{figures}
"""
