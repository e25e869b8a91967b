"""Themes that users add, over the released artifact: trained in seconds, the others untouched, history readable."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from fastapi.testclient import TestClient

from models.aliases import find_champion
from models.artifact import MANIFEST, file_digest, read_manifest
from models.classifier import ThemeClassifier, load_classifier
from models.labels import NewsText
from models.memory import IDS, TRAIN, VECTORS, Memory, carries_memory, quantise, write_memory
from news.newsletter import split
from serving.app import create_app
from serving.learning.parts import Learning
from serving.learning.ready import Ready
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.sqlite.store import open_store
from tests.fakes import NOON, Clock

ROOT = Path(__file__).parents[2]
STORMS = (
    "Hurricane Odile nears the coast with winds of 200 km/h",
    "Tornado flattens two dozen houses in a farming town",
    "Blizzard closes the mountain passes for a third day",
    "Heavy rain floods the old quarter of the port",
    "Heat wave pushes temperatures to a June record",
    "Forecasters warn of hail and gusts on Saturday",
    "Storm surge breaks the sea wall, families moved to higher ground",
    "Drought empties the reservoirs before the harvest",
)
OTHERS = ("Council puts off the vote on bus fares", "Orchestra names a new conductor", "Shipyard takes on apprentices")
THEME = {
    "id": "weather",
    "name": "Weather",
    "definition": "Storms, floods, heat, cold and drought, and the forecasts of them.",
    "positives": [{"headline": headline} for headline in STORMS],
}


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The released artifact in a folder of its own, with a small memory where it has none."""
    released = find_champion(tmp_path_factory.mktemp("empty"), ROOT / "artifacts")
    place = tmp_path_factory.mktemp("released") / released.name
    shutil.copytree(released, place)
    manifest = read_manifest(place)
    if not carries_memory(manifest):
        lines = (ROOT / "data" / "examples" / "everyday.jsonl").read_text(encoding="utf-8").splitlines()
        texts = [NewsText(row["headline"], row["text"]) for row in map(json.loads, lines[:150])]
        vectors, scales = quantise(load_classifier(place).examples(texts).pooled)
        zeros = np.zeros((len(texts), len(manifest["themes"])))
        ids = tuple(f"example:{number}" for number in range(len(texts)))
        ones = np.ones(len(texts), dtype=np.float32)
        part = np.full(len(texts), TRAIN, dtype=np.uint8)
        whole = Memory(ids, vectors, scales, zeros.astype(np.float32), zeros.astype(np.uint8), ones, part)
        write_memory(whole, place)
        for name in (VECTORS, IDS):
            manifest["files"][name] = {"sha256": file_digest(place / name), "bytes": (place / name).stat().st_size}
        (place / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return place


@dataclass(frozen=True)
class House:
    """An application on a home, and what answers there."""

    client: TestClient
    sitrep: Sitrep
    home: Path

    def add(self, **changes: Any) -> Any:
        return self.client.post("/v1/themes", json=THEME | changes)

    def label(self, *headlines: str) -> list[dict[str, Any]]:
        items = [{"id": str(number), "headline": headline} for number, headline in enumerate(headlines)]
        answer = self.client.post("/v1/label", json={"items": items}).json()
        return [{theme["id"]: theme for theme in result["themes"]} for result in answer["results"]]


@pytest.fixture(scope="module")
def classifier(artifact: Path) -> ThemeClassifier:
    return load_classifier(artifact)


@pytest.fixture
def house(
    artifact: Path, classifier: ThemeClassifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    monkeypatch.setattr("serving.start.RELEASED", artifact.parent)
    clock, home = Clock(), tmp_path / "home"
    with closing(open_store(home, clock)) as store:
        sitrep = Sitrep(classifier, store, split=split, now=clock, manifest=read_manifest(artifact))
        with TestClient(create_app(sitrep, Settings(home=home)), base_url="http://localhost") as client:
            yield House(client, sitrep, home)


def test_given_eight_examples_when_a_theme_is_added_then_it_is_answered_and_the_others_are_the_same(
    house: House,
) -> None:
    asked = ("Cyclone tears roofs off in the delta", "Voters queue for the runoff", *OTHERS)
    before = house.label(*asked)

    answer = house.add(who="ada")

    after = house.label(*asked)
    assert answer.status_code == 201
    assert answer.json()["uri"] == "urn:sitrep:theme:weather"
    assert [{name: row[name] for name in row if name != "weather"} for row in after] == before
    assert after[0]["weather"]["decision"] == "yes"
    assert [row["weather"]["decision"] for row in after[1:]] == ["no"] * 4
    assert house.client.get("/v1/themes").json()["version"].endswith("+1")
    shown = house.client.get("/v1/themes/weather").json()
    assert (shown["origin"], shown["history"][0]["who"], shown["history"][0]["positives"]) == ("user", "ada", 8)
    assert 0 < shown["head"]["prevalence"] < 0.2
    described = house.client.get("/openapi.json").json()["components"]["schemas"]["ThemeId"]
    assert "enum" not in described  # a client made from a list of themes would refuse the new one


def test_given_a_name_a_definition_and_bare_examples_when_added_then_the_name_makes_the_id(house: House) -> None:
    given = {"name": "Wild weather", "definition": THEME["definition"], "examples": list(STORMS)}

    added = house.client.post("/v1/themes", json=given)
    nameless = house.client.post("/v1/themes", json=given | {"name": "天気"})
    bad = house.client.post("/v1/themes", json=given | {"name": "More", "examples": [*STORMS[1:], " "]})

    assert (added.status_code, added.json()["id"]) == (201, "wild_weather")
    assert house.client.get("/v1/themes/wild_weather").json()["history"][0]["positives"] == 8
    assert (nameless.status_code, "no letter from a to z" in nameless.json()["detail"]) == (422, True)
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "#/examples/7")


def test_given_stored_items_when_a_theme_comes_then_the_next_brief_and_filter_know_it(house: House) -> None:
    item = {"headline": "Cyclone tears roofs off in the delta", "text": "", "published_at": "2024-10-28T09:00:00Z"}
    kept = house.client.post("/v1/items", json={"items": [item]}).json()["items"][0]["id"]

    house.add()
    brief = house.client.get("/v1/briefs/2024-10-28?theme=weather").json()

    assert kept in json.dumps(brief)
    assert [found["id"] for found in house.client.get("/v1/items?theme=weather").json()["items"]] == [kept]
    assert house.client.get(f"/v1/items/{kept}").json()["taxonomy"].endswith("+1")


def test_given_a_theme_when_renamed_and_retired_then_its_history_stays_readable(house: House) -> None:
    house.add()
    item = {"headline": "Cyclone tears roofs off in the delta", "text": "", "published_at": "2024-10-28T09:00:00Z"}
    kept = house.client.post("/v1/items", json={"items": [item]}).json()["items"][0]["id"]
    house.client.put(f"/v1/items/{kept}/themes", json={"themes": ["weather"]})

    taken = house.client.patch("/v1/themes/weather", json={"name": "elections"})
    typed = {"action": "rename", "name": "elections", "definition": "Other <words>.", "who": "ada"}
    page = house.client.post("/themes/weather", data=typed)
    renamed = house.client.patch("/v1/themes/weather", json={"name": "Storms and heat"})
    own = house.client.patch("/v1/themes/elections", json={"name": "Votes"}).json()
    retired = house.client.delete("/v1/themes/weather?who=ada")

    assert (taken.status_code, "choose another name" in taken.text) == (422, True)
    assert (page.status_code, "choose another name" in page.text) == (422, True)
    for typed_before in ('required value="elections"', "Other &lt;words&gt;.</textarea>", 'value="ada"'):
        assert typed_before in page.text
    assert (renamed.json()["name"], own["name"], retired.status_code) == ("Storms and heat", "Votes", 204)
    assert "weather" not in house.label("Cyclone")[0]
    shown = house.client.get("/v1/themes/weather").json()
    assert [change["action"] for change in shown["history"]] == ["add", "rename", "retire"]
    assert shown["history"][-1]["who"] == "ada"
    assert (shown["retired"], shown["theme"]) == (True, None)
    stored = house.client.get(f"/v1/items/{kept}").json()
    assert stored["labels"] == ["weather"]  # what it was labelled then, and what a person said
    assert house.client.get("/v1/briefs/2024-10-28").status_code == 200
    assert house.client.get("/").status_code == 200
    assert house.add(name="Weather again").status_code == 201


def test_given_retired_themes_when_pages_are_read_then_they_stand_there_by_their_last_names(house: House) -> None:
    house.add()
    kept = house.client.post("/v1/items", json={"items": [{"headline": "Voters recount", "text": ""}]}).json()
    item = kept["items"][0]["id"]
    house.client.put(f"/v1/items/{item}/themes", json={"themes": ["elections", "weather"]}).raise_for_status()
    house.client.patch("/v1/themes/weather", json={"name": "Storms and heat"}).raise_for_status()
    for theme in ("weather", "elections"):
        house.client.delete(f"/v1/themes/{theme}").raise_for_status()

    paths = ("/themes?retired=elections", "/themes/elections", f"/items/{item}")
    pages = [house.client.get(path).text for path in paths]

    read = house.client.get("/items").text
    assert "Storms and heat" in read
    assert not re.search(r">\s*(weather|elections)\s*<", read)
    assert '<a href="/themes/weather">Storms and heat</a>, <a href="/themes/elections">Elections</a>' in pages[0]
    assert "Elections is retired; what was said of it stays readable." in pages[0]
    assert "<h1>Elections</h1>" in pages[1]
    assert "Elections, Storms and heat" in pages[2]


def test_given_a_retired_theme_when_asked_for_then_it_is_said_and_what_was_exported_or_published_stays(
    house: House,
) -> None:
    house.add()
    item = {"headline": "Cyclone tears roofs off in the delta", "text": "", "published_at": "2024-10-28T09:00:00Z"}
    kept = house.client.post("/v1/items", json={"items": [item]}).json()["items"][0]["id"]
    said = f"/v1/items/{kept}/themes"
    house.client.put(said, json={"themes": ["weather"], "who": "ada", "pinned": True}).raise_for_status()
    house.client.post("/v1/briefs/2024-10-28?theme=weather").raise_for_status()
    house.client.delete("/v1/themes/weather").raise_for_status()

    refused = (
        house.client.put(said, json={"themes": ["weather"]}),
        house.client.get("/v1/items?theme=weather"),
        house.client.get("/v1/briefs/2024-10-28?theme=weather"),
        house.client.post("/v1/subscriptions", json={"name": "Desk", "send_at": "06:30", "themes": ["weather"]}),
        house.client.patch("/v1/themes/weather", json={"name": "Storms"}),
        house.client.post("/v1/themes/weather/refine"),
    )
    for answer in refused:
        assert answer.status_code in (404, 422), answer.text
        assert "was retired on 20" in answer.json()["detail"]
    assert "retired" not in house.client.get("/v1/items?theme=nosuch").json()["detail"]
    assert house.client.get("/v1/briefs/2024-10-28?theme=weather&published=true").status_code == 200
    assert house.client.get("/v1/briefs/2024-10-27?theme=weather&published=true").status_code == 422

    exported = house.client.get("/v1/corrections?format=csv").content
    csv = {"Content-Type": "text/csv"}
    again = house.client.post("/v1/corrections", content=exported, headers=csv).json()
    later = exported.replace(b"ada", b"ben")
    other = house.client.post("/v1/corrections", content=later, headers=csv).json()
    unasked = house.client.post("/v1/corrections", json={"corrections": [{"id": kept, "themes": ["weather"]}]})
    assert (again["added"], again["unchanged"], other["added"]) == (0, 1, 1)
    assert "weather" in house.client.get(said).json()["labels"]
    assert (unasked.status_code, "was retired" in unasked.json()["detail"]) == (422, True)


@pytest.mark.parametrize("name", ["Storm desk", ""])
def test_given_a_subscription_on_one_theme_alone_when_that_is_retired_then_it_is_named_and_must_be_changed_first(
    house: House, name: str
) -> None:
    house.add()
    order = {"name": name, "timezone": "UTC", "send_at": "06:30", "themes": ["weather"]}
    desk = house.client.post("/v1/subscriptions", json=order).json()["id"]

    refused = house.client.delete("/v1/themes/weather")
    kept = house.client.get("/v1/themes/weather").json()["retired"]
    house.client.patch(f"/v1/subscriptions/{desk}", json={"themes": ["weather", "elections"]}).raise_for_status()
    done = house.client.delete("/v1/themes/weather")

    assert (refused.status_code, kept, done.status_code) == (422, False, 204)
    assert ("'Storm desk'" in refused.json()["detail"], refused.json()["detail"].count(desk)) == (bool(name), 1)
    assert [t["id"] for t in house.client.get(f"/v1/subscriptions/{desk}/preview").json()["themes"]] == ["elections"]


def test_given_a_theme_that_came_after_the_labels_when_a_person_says_yes_then_no_number_is_made_up(
    house: House,
) -> None:
    kept = house.client.post("/v1/items", json={"items": [{"headline": "Voters recount", "text": ""}]}).json()
    item = kept["items"][0]["id"]
    house.add()
    house.client.put(f"/v1/items/{item}/themes", json={"themes": ["weather"], "asked": ["weather"]}).raise_for_status()
    house.client.delete("/v1/themes/weather").raise_for_status()

    page = house.client.get(f"/items/{item}").text

    assert "The model has not answered for it." in page
    assert "The model says 100%" not in page


def test_given_a_retired_theme_of_the_models_own_when_added_again_then_it_is_said_why_not(house: House) -> None:
    house.client.delete("/v1/themes/elections").raise_for_status()

    refused = house.client.post("/v1/themes", json={**THEME, "id": "elections"})

    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/wrong-state"
    assert "was retired, which does not come back" in refused.json()["detail"]


def test_given_a_home_with_a_theme_when_opened_again_then_it_is_answered_by_the_same_head(
    house: House, artifact: Path
) -> None:
    from serving.start import with_themes

    house.add()
    [head] = (house.home / "themes" / "weather").iterdir()
    before = house.label("Cyclone tears roofs off in the delta")

    again = with_themes(load_classifier(artifact), artifact, house.home, house.sitrep.store)

    [labels] = again.label([NewsText("Cyclone tears roofs off in the delta", "")])
    assert labels.themes[-1].probability == before[0]["weather"]["probability"]
    assert head.name.endswith("-r1")


def test_given_a_damaged_head_when_opened_again_then_it_is_fitted_anew_and_answers_as_before(
    house: House, artifact: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from serving.start import with_themes

    house.add()
    [head] = (house.home / "themes" / "weather").iterdir()
    before = house.label("Cyclone tears roofs off in the delta")
    (head / "head.safetensors").write_bytes(b"torn")

    again = with_themes(load_classifier(artifact), artifact, house.home, house.sitrep.store)

    [labels] = again.label([NewsText("Cyclone tears roofs off in the delta", "")])
    assert labels.themes[-1].probability == before[0]["weather"]["probability"]
    assert "head.safetensors: its content differs" in caplog.text


def test_given_a_home_that_takes_no_head_when_a_theme_is_added_then_a_problem_says_why(
    house: House,
) -> None:
    before = [theme["id"] for theme in house.client.get("/v1/themes").json()["themes"]]
    (house.home / "themes").write_text("")

    answer = house.add()

    assert answer.status_code == 503
    assert "cannot be written (Not a directory); make room on its disk" in answer.json()["detail"]
    assert [theme["id"] for theme in house.client.get("/v1/themes").json()["themes"]] == before


def test_given_a_theme_added_after_a_promotion_when_made_ready_then_a_rollback_trains_nothing(
    house: House, artifact: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = house.home / "artifacts" / "2099-01-01.1"
    shutil.copytree(artifact, candidate)
    manifest = read_manifest(candidate) | {"version": candidate.name}
    (candidate / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    house.client.post(f"/v1/models/{candidate.name}/promote", json={}).raise_for_status()
    house.add().raise_for_status()
    learning = Learning(house.sitrep, Settings(home=house.home))
    lacked = learning.themes.lacking(artifact.name)
    ready = Ready(learning.registry, learning.themes)

    ready.tick(NOON)

    def fit(*_: object) -> NoReturn:
        raise AssertionError("a head was fitted")

    monkeypatch.setattr("models.added_themes.fit", fit)
    ready.tick(NOON)
    rolled = house.client.post("/v1/models/rollback", json={})
    assert lacked == ("weather",)
    assert rolled.json()["version"] == artifact.name
    assert house.label("Cyclone tears roofs off in the delta")[0]["weather"]["decision"] == "yes"


def test_given_corrections_when_a_theme_is_refined_then_it_learns_them(house: House) -> None:
    house.add()
    headline = "Volcano covers the valley in ash"
    lines = "\n".join(
        json.dumps({"headline": f"{headline} {n}", "themes": ["weather"], "asked": ["weather"]}) for n in range(4)
    )
    before = house.label(f"{headline} again")[0]["weather"]["probability"]

    refused = house.client.post("/v1/themes/weather/refine")
    house.client.post("/v1/corrections", content=lines, headers={"Content-Type": "application/x-ndjson"})
    done = house.client.post("/v1/themes/weather/refine?who=ben")

    assert (refused.status_code, done.status_code) == (422, 200)
    assert house.label(f"{headline} again")[0]["weather"]["probability"] > before
    last = house.client.get("/v1/themes/weather").json()["history"][-1]
    assert (last["positives"], last["who"]) == (12, "ben")


def test_given_a_correction_taken_back_when_a_theme_is_refined_again_then_it_answers_as_before(house: House) -> None:
    house.add()
    headline = "Volcano covers the valley in ash"
    lines = json.dumps({"id": "volcano", "headline": headline, "themes": ["weather"], "asked": ["weather"]})
    taken_back = json.dumps({"id": "volcano", "skip": True})
    before = house.label(headline)

    for line in (lines, taken_back):
        house.client.post("/v1/corrections", content=line, headers={"Content-Type": "application/x-ndjson"})
        house.client.post("/v1/themes/weather/refine").raise_for_status()

    assert house.label(headline) == before
    assert [told["positives"] for told in house.client.get("/v1/themes/weather").json()["history"]] == [8, 9, 8]


def test_given_a_theme_refined_and_retired_since_when_a_receipt_is_replayed_then_by_the_themes_of_then(
    house: House,
) -> None:
    house.add()
    headline = "Volcano covers the valley in ash"
    item = house.client.post("/v1/items", json={"items": [{"headline": headline}]}).json()["items"][0]["id"]
    replays = []

    def replay() -> None:
        replays.append(house.client.get(f"/v1/items/{item}/receipt?replay=true").json()["replay"])

    replay()
    house.client.put(f"/v1/items/{item}/themes", json={"themes": ["weather"], "asked": ["weather"]})
    house.client.post("/v1/themes/weather/refine").raise_for_status()
    replay()
    house.client.delete("/v1/themes/weather")
    house.client.delete("/v1/themes/elections")
    replay()

    assert [one["matches"] for one in replays] == [True] * 3
    assert replays[0] == replays[1] == replays[2]


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"positives": THEME["positives"][:7]}, 422, "8"),
        ({"positives": [{"headline": "x"}] * 8}, 422, "twice"),
        ({"positives": [*THEME["positives"][:7], {"headline": " "}]}, 422, "give item"),
        ({"positives": [*THEME["positives"][:7], {"item": "item_gone"}]}, 404, "item_gone"),
        ({"negatives": [{"headline": STORMS[0]}]}, 422, "is a positive example too; take it out of one"),
        ({"name": " ELECTIONS"}, 422, "there is a theme called 'Elections' already, elections; choose another name"),
        ({"id": "Weather!"}, 422, "write 2 to 64 small letters, digits and _"),
        (
            {"id": None, "name": "\u5929\u6c14"},
            422,
            "no letter from a to z; give an id beside it, such as border_security",
        ),
        ({"id": "elections"}, 409, "already"),
        ({"definition": "short"}, 422, "10"),
        ({"name": "Storms\x1b[31m"}, 422, "write words in one line, without control characters"),
        ({"name": "Storms\n# Elections"}, 422, "write words in one line, without control characters"),
        ({"name": "\u200b"}, 422, "write words in one line"),
    ],
)
def test_given_a_wrong_theme_when_added_then_the_answer_says_what_is_wrong(
    house: House, changes: dict[str, Any], status: int, words: str
) -> None:
    answer = house.add(**changes)

    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert not (house.home / "themes").exists()
    assert "+" not in house.client.get("/v1/themes").json()["version"]


def test_given_an_unknown_theme_when_changed_then_it_is_not_found(house: House) -> None:
    client = house.client

    answers = [
        client.get("/v1/themes/sport"),
        client.delete("/v1/themes/sport"),
        client.patch("/v1/themes/sport", json={"name": "Sport"}),
        client.post("/v1/themes/sport/refine"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert client.post("/v1/themes/elections/refine").status_code == 422
