import pytest

from models.openings import without_opening
from models.readable import Standing, standing
from models.summarizer import MAX_RANKED, summarize
from news.sentences import Span
from news.summary import Document
from news.words import stems
from tests.invented import FORD_A, FORD_B

FORD = [Document("a", FORD_A.item.text), Document("b", FORD_B.item.text)]


def test_given_two_reports_when_summarizing_then_every_sentence_stands_where_it_says() -> None:
    texts = {document.id: document.text for document in FORD}

    summary = summarize(FORD, max_words=60)

    assert 0 < summary.words <= 60
    for sentence in summary.sentences:
        first = sentence.sources[0]
        assert texts[first.document][first.start : first.end] == sentence.text


def test_given_the_same_sentence_in_two_reports_when_summarizing_then_it_comes_once_and_cites_both() -> None:
    summary = summarize(FORD, max_words=200)

    shared = [sentence for sentence in summary.sentences if sentence.text.startswith("At least 14")]

    assert [[source.document for source in sentence.sources] for sentence in shared] == [["a", "b"]]


def test_given_documents_of_unlike_events_when_summarizing_then_each_has_its_say_before_one_has_two() -> None:
    texts = [
        "Rebels seized the river ford at Tarmouk. The garrison of Tarmouk fell after two days. It burnt.",
        "The central bank raised its main rate by half a point. Inflation had reached six percent in May.",
        "Nine sailors drowned when the ferry Alma sank off Port Lund. Divers will look at the wreck in June.",
    ]

    summary = summarize([Document(str(number), text) for number, text in enumerate(texts)], max_words=32)

    assert {sentence.sources[0].document for sentence in summary.sentences} == {"0", "1", "2"}


UNLIKE = [
    "Rebels seized the river ford at Tarmouk. The garrison of Tarmouk fell after two days of shelling from the hills.",
    "The central bank raised its main rate by half a point. Inflation had reached six percent in May.",
    "Nine sailors drowned when the ferry Alma sank off Port Lund. Divers will look at the wreck in June.",
    "The ferry Alma went down off Port Lund and nine sailors drowned. The owner of the Alma has closed its office.",
]


def test_given_documents_of_unlike_events_when_summarizing_then_the_event_that_most_tell_stands_first() -> None:
    summary = summarize([Document(str(number), text) for number, text in enumerate(UNLIKE)], max_words=60)

    told = [sentence.sources[0].document for sentence in summary.sentences]
    assert told[0] in {"2", "3"}
    assert {"0", "1"} < set(told)


def test_given_an_event_that_does_not_fit_when_going_round_then_no_words_go_into_depth() -> None:
    long = "The judges of Norland " + "and the guild of its clerks " * 3 + "agreed on Monday to share one library."
    texts = [UNLIKE[1], UNLIKE[2], long]

    summary = summarize([Document(str(number), text) for number, text in enumerate(texts)], max_words=31)

    assert [sentence.sources[0].document for sentence in summary.sentences] == ["0", "1"]
    assert summary.words <= 31 - 7  # "Inflation had reached six percent in May." would have fitted


def test_given_boilerplate_when_summarizing_then_none_of_it_is_told() -> None:
    told = " ".join(sentence.text for sentence in summarize(FORD, max_words=500).sentences)

    for junk in ("(AP)", "AP Photo", "Read more"):
        assert junk not in told


def test_given_one_document_when_summarizing_then_it_opens_with_the_lead_and_keeps_its_order() -> None:
    summary = summarize(FORD[:1], max_sentences=3)

    starts = [sentence.sources[0].start for sentence in summary.sentences]
    assert summary.sentences[0].text.startswith("Rebels seized the river ford")
    assert starts == sorted(starts)


LEANING = "Governor Ellen Marlow won the primary on Tuesday night. She thanked her voters in a short speech at noon."


def test_given_a_sentence_that_leans_back_when_it_must_stand_alone_then_it_is_passed_over() -> None:
    summary = summarize([Document("a", LEANING)], max_words=40, alone=True)

    assert [sentence.text[:3] for sentence in summary.sentences] == ["Gov"]


@pytest.mark.parametrize(("max_words", "expected"), [(40, ["Gov", "She"]), (10, ["Gov"]), (8, [])])
def test_given_a_sentence_that_leans_back_when_summarizing_then_it_comes_right_behind_what_it_leans_on(
    max_words: int, expected: list[str]
) -> None:
    summary = summarize([Document("a", LEANING)], max_words)

    assert [sentence.text[:3] for sentence in summary.sentences] == expected


def test_given_a_gap_before_a_sentence_that_leans_back_when_summarizing_then_it_stays_out() -> None:
    text = "Mayor Ada Lund opened the new ferry port on Sunday. Will the port pay for itself? She did not say."

    told = [sentence.text for sentence in summarize([Document("a", text)]).sentences]

    assert told == ["Mayor Ada Lund opened the new ferry port on Sunday."]


@pytest.mark.parametrize("text", ["She thanked all of her voters on Tuesday.", "Police arrest three", "Advertisement"])
def test_given_nothing_that_stands_alone_when_it_must_then_nothing_is_told(text: str) -> None:
    assert summarize([Document("a", text)], alone=True).sentences == ()


def test_given_other_outlets_that_agree_when_summarizing_then_what_they_share_comes_first() -> None:
    texts = [
        "The old harbour crane was painted green. Nine sailors drowned when the ferry Alma sank off Port Lund.",
        "Port Lund has a museum and two chapels. The ferry Alma sank off Port Lund and nine sailors drowned.",
        "Divers will look at the wreck in June. Nine sailors of the ferry Alma drowned off Port Lund, its owner said.",
    ]

    summary = summarize([Document(str(number), text) for number, text in enumerate(texts)], max_words=14)

    assert "drowned" in summary.sentences[0].text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police arrest three", ["Police arrest three"]),
        ("She thanked all of her voters on Tuesday.", ["She thanked all of her voters on Tuesday."]),
        ("Advertisement", []),
        ("", []),
    ],
)
def test_given_a_poor_document_when_summarizing_then_the_best_of_it_is_told(text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in summarize([Document("a", text)]).sentences] == expected


def test_given_no_room_when_summarizing_then_nothing_is_cut_to_fit() -> None:
    assert summarize(FORD, max_words=3).sentences == ()
    assert summarize([], max_words=100).words == 0


def test_given_more_sentences_than_are_ranked_when_summarizing_then_the_summary_fits() -> None:
    text = " ".join(
        f"Convoy {number} crossed the northern river near the old town." for number in range(MAX_RANKED * 4)
    )

    summary = summarize([Document("a", text)], max_words=50)

    assert 0 < summary.words <= 50


@pytest.mark.parametrize(
    "sentence",
    [
        "Advertisement",
        "Read more",
        "Sign up for our newsletter to get stories like this in your inbox.",
        "Getty Images shows the ford at dawn on Sunday, seen from above.",
        "Photo: The ford at Tarmouk, seen from the hill on Sunday morning.",
        "Reporting by Jane Roe in Tarmouk; Editing by Max Moe and others.",
        "This material may not be published, broadcast or rewritten without leave.",
        "Follow Jane Roe on Twitter for more of her reports from Tarmouk.",
        "By Jane Roe and Max Moe",
        "Scroll down for video of the ford and of the town.",
        "Enlarge this image Villagers cross the ford at Tarmouk on Sunday.",
        "A soldier looks at the ford (Photo: Jon Doe) on Sunday morning.",
        "Rebels stand at the ford on Sunday, in a handout photo of the army.",
        "Villagers wait at the ford at Tarmouk. Jon Doe/Getty Images",
        "Residents flee across the ford on Monday via Getty",
        "Story continues below this picture of the ford.",
        "Image caption The ford at Tarmouk was shelled for two days.",
        "Get the latest news from Tarmouk with alerts on your phone.",
        "Already a subscriber to the Courier of Tarmouk and the coast?",
        "Editor’s note: an earlier version misspelled the name of the ford.",
        "This story has been updated with the army’s second statement.",
        "This is a developing story about the ford and will grow.",
        "Senate Leader Paul Quint MORE (R-Ohio) spoke of the ford.",
        "5 min read",
        "Please consider supporting the Courier with a small gift.",
        "Please enter a valid address to go on to the next page.",
        "Thanks for signing up to hear from the Courier every day.",
        "A correction was made on Nov. 24: the map showed the wrong ford.",
        "An earlier version of this article misstated the age of the mayor.",
        "An earlier version misstated the number of soldiers at the ford.",
        "Support our journalism with a gift of any size this week.",
        "Have a news tip about the ford or about the army?",
        "Follow live updates from the ford and from the capital.",
        "Listen to our daily podcast about the war on the river.",
    ],
)
def test_given_boilerplate_when_judged_then_it_is_junk(sentence: str) -> None:
    assert standing(sentence) is Standing.JUNK


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rebels seized the ford after two days of shelling.", Standing.ALONE),
        ("It is unclear whether the army will hold the coast road.", Standing.ALONE),
        ("At least 14 soldiers were killed when the garrison fell.", Standing.ALONE),
        ("This week the army lost three towns along the river.", Standing.ALONE),
        ("Senator Ada Lund said: “I never promised to sign that bill.”", Standing.ALONE),
        ("But the army held the road to the coast.", Standing.LEANING),
        ("One of them told the court that the ford had been mined.", Standing.LEANING),
        ("At least two of them were conscripts of the coast.", Standing.LEANING),
        ("Most of these villages lie south of the ford.", Standing.LEANING),
        ("One of those who fled the ford told the court of mines.", Standing.ALONE),
        ("One of the three sergeants told the court of mines.", Standing.ALONE),
        ("The two will meet again at the ford on Friday.", Standing.LEANING),
        ("The four suspects were held in the garrison overnight.", Standing.LEANING),
        ("The two Koreas will meet again at the ford on Friday.", Standing.ALONE),
        ("The two men accused of mining the ford were held on Sunday.", Standing.ALONE),
        ("The two-day meeting at the ford ended without a deal.", Standing.ALONE),
        ("Both sides accused the other of having fired first.", Standing.LEANING),
        ("Both the army and the rebels claimed to hold the ford.", Standing.ALONE),
        ("Both Ardenia and Tarmouk claimed to hold the ford.", Standing.ALONE),
        ("That decision drew an angry reply from the rebels.", Standing.LEANING),
        ("That week, the army lost three towns along the river.", Standing.LEANING),
        ("The decision drew an angry reply from the rebels.", Standing.LEANING),
        ("The decision of the court at Tarmouk drew an angry reply.", Standing.ALONE),
        ("The men, aged 22 to 41, were held in the garrison.", Standing.LEANING),
        ("The men belonged to a band that held the ford for years.", Standing.LEANING),
        ("The men arrested on Sunday belonged to a band of the ford.", Standing.ALONE),
        ("The attack was the third on the ford in a month.", Standing.LEANING),
        ("The attack on the ford was the third in a month.", Standing.ALONE),
        ("The man who led the raid on the ford was named on Monday.", Standing.ALONE),
        ("Some said that the ford had been mined by the army.", Standing.LEANING),
        ("Some farmers said that the ford had been mined by the army.", Standing.ALONE),
        ("Hours later, shells fell on the ford and on the town.", Standing.LEANING),
        ("The next day shells fell on the ford and on the town.", Standing.LEANING),
        ("Hours after the talks, shells fell on the ford and the town.", Standing.ALONE),
        ("The anchor chain was warm when they boarded, a sailor told me.", Standing.POOR),
        ("Instead of a truce, the generals agreed to exchange prisoners.", Standing.ALONE),
        ("Instead of that, the generals agreed to exchange prisoners.", Standing.LEANING),
        ("At least a dozen soldiers were killed when the garrison fell.", Standing.ALONE),
        ("At least he thanked the voters of the coast.", Standing.LEANING),
        ("Congress moved the drug from Schedule I to Schedule III.", Standing.ALONE),
        ("The park is called I’tah Lund after a chief of the coast.", Standing.ALONE),
        ("The ministry said that two passers-by were hurt near Tarmouk.", Standing.LEANING),  # which one?
        ("The regional governor had said that the road was safe.", Standing.LEANING),
        ("The ministry of Ardenia said that two passers-by were hurt.", Standing.ALONE),
        ("The Ardenian ministry said that two passers-by were hurt.", Standing.ALONE),
        ("The interior minister, Ada Lund, said that two passers-by were hurt.", Standing.ALONE),
        ("The army said that it had sent two patrol boats.", Standing.LEANING),
        ("The army said that it had sent two patrol boats to Tarmouk.", Standing.ALONE),
        ("The blast broke windows two miles away from it.", Standing.LEANING),
        ("The rebels at the ford denied this.", Standing.LEANING),
        ("The rebels released a film that shows the opposite, the Courier writes.", Standing.LEANING),
        ("An earlier version of the bill named the ford of Tarmouk.", Standing.ALONE),
        ("The rebels fired from the opposite bank of the river at Tarmouk.", Standing.ALONE),
        ("Prosecutors of the district had asked for 20.", Standing.LEANING),  # of what?
        ("Prosecutors had asked for 20 years, and the judge gave 14.", Standing.ALONE),
        ("The dam at Tarmouk was built for 20 million crowns in 1931.", Standing.ALONE),
        ("COMMENT: Tarmouk was last shelled in the month of June.", Standing.POOR),
        ("Why it matters: Tarmouk has the only ford on the river.", Standing.POOR),
        ("They fled across the river before the sun rose.", Standing.LEANING),
        ("We shall not leave before spring,” the mayor told the crowd.", Standing.LEANING),
        ("“We shall not leave before spring.”", Standing.LEANING),
        ("“We shall not leave before spring,” he said.", Standing.LEANING),
        ("“We shall not leave before spring,” said Mayor Ada Lund.", Standing.ALONE),
        ("In a statement on Monday, he denied that the ford had fallen.", Standing.LEANING),
        ("When Mayor Ada Lund spoke on Monday, she denied that the ford had fallen.", Standing.ALONE),
        ("We have never thought that this ford would hold.", Standing.POOR),
        ("Will the ford at Tarmouk hold until the spring?", Standing.POOR),
        ("The former said that the ford would hold until spring.", Standing.LEANING),
        ("The former head of the garrison said that the ford would hold.", Standing.ALONE),
        ('Mayor Lund called the loss of the ford “a sad day" for the town.', Standing.ALONE),
        ('Mayor Lund called the loss of the ford "a sad day” for the town.', Standing.ALONE),
        ("I have never thought that this ford would hold.", Standing.POOR),
        ("Three mines from World War I were raised near the ford.", Standing.ALONE),
        ("Here’s what we know about the river ford so far.", Standing.POOR),
        ("The army’s capabilities along the coast are fully …", Standing.POOR),
        ("Essential reads on the river war", Standing.POOR),
    ],
)
def test_given_a_sentence_when_judged_then_it_says_whether_it_stands_alone(sentence: str, expected: Standing) -> None:
    assert standing(sentence) is expected


@pytest.mark.parametrize(
    "opening",
    [
        "TARMOUK (AP) — ",
        "NEW YORK, Oct. 3 (Xinhua) -- ",
        "KABUL, Afghanistan (AP) _ ",
        "(ARDENIA) PORT LORNE: ",
        "(US) COLUMBIA, SOUTH CAROLINA: ",
        "Driving the news: ",
        "(CNN) -- ",
        "LONDON — ",
        "Washington (CNN)",
        "-LRB- CNN -RRB- -- ",
        "VIENNA (Perimeter) - ",
        "KARSOVA, Zemira (Perimeter) - ",
        "VIENNA, March 1 (Halden Wire) — ",
        "VIENNA, March 1, 2027 (Halden Wire) — ",
        "VIENNA/KARSOVA (Perimeter) - ",
        "SÃO PAULO (Perimeter) - ",
        "Vienna (Halden Wire) — ",
        "Rio de Janeiro (Reuters) - ",
        "OREDAL (HW) — ",
        "(Perimeter) - ",
        "Story Continued Below ",
        "*** Story Continued Below ",
        "ADVERTISEMENT ",
        "Advertisement: ",
        "Advertisement Continue reading the main story ",
        "Five Things To Know About The Ford Enlarge this image toggle caption Jon Doe/AP Jon Doe/AP ",
        "The River War In Pictures toggle caption Jon Doe/NPR ",
        "(Photo: Jon Doe, AP) TARMOUK (AP) — ",
        "(Reuters photo: Jon Doe) ",
        "( Also on COURIER: The river and its ford) ",
        "(Jon Doe/Getty Images) ",
        "Jon Doe/The New York Times TARMOUK — ",
        "REUTERS/Jon Doe/File Photo ",
        "Jon Doe/AFP/Getty Images ",
        "SHARE THIS ARTICLE Share Tweet Post Email ",
        "- Follow the Ford on Twitter: @riverford ",
        "ANALYSIS/OPINION: ANALYSIS/OPINION: ",
        "BREAKING NEWS: ",
        "Comment on this story ",
        "",
    ],
)
def test_given_what_a_page_sets_before_a_sentence_when_cutting_then_the_sentence_begins_behind_it(opening: str) -> None:
    text = f"{opening}Rebels seized the ford."

    assert without_opening(text, Span(0, len(text))).start == len(opening)


@pytest.mark.parametrize(
    "text",
    [
        "Advertisement sales fell by a third in the spring.",
        "Related parties signed the deal on Monday.",
        "Opinion polls gave the mayor a narrow lead.",
        "Follow the money, the auditor said on Monday.",
        "Photos from the ford showed two burnt trucks.",
        "The AP reported on Monday that the ford had fallen.",
        "Reuters/Ipsos polls put the mayor ahead by four points.",
        "(He did not say when.)",
        "The ruling party (Civic Bloc) - in power since 2011 - has lost the north.",
        "Civic Bloc (CB) - in power since 2011 - has lost the north.",
        "ARDENIA (Civic Bloc) - in power since 2011 - has lost the north.",
        "The Associated Press (AP) reported on Monday that the ford had fallen.",
        "US-led forces took the ford on Sunday.",
        "AI-Powered drones took the ford on Sunday.",
        "US–Ardenian talks began at the ford on Sunday.",
        "NATO — the alliance of 32 members — met at the ford.",
        "NATO — Europe’s shield since 1949 — met at the ford.",
        "RFF (River Ford Front) — Three of its men were held at the ford.",
        "Ellen Marlow (Ardenia) — The governor won by two points.",
        "Vienna (Perimeter) said that the talks had ended.",
        "VIENNA (population 2 million) — The talks ended.",
        "Update: none.",
        "Advertisement",
    ],
)
def test_given_words_that_only_look_like_a_notice_when_cutting_then_they_stay(text: str) -> None:
    assert without_opening(text, Span(0, len(text))).start == 0


def test_given_a_long_report_that_sets_a_scene_when_summarized_then_the_news_comes_before_the_scene() -> None:
    scene = "For three nights the boats came in without lights."
    news = "Rebels took the town of Uvel on Friday and drove 6,000 people across the lake to Ardenia, officials said."
    rest = "The crossing at Port Lorne was closed by soldiers of Ardenia on day {} of the siege."
    text = " ".join([scene, news, *(rest.format(day) for day in range(2, 10))])

    [told] = summarize([Document("feature", text)], 100, 1).sentences

    assert told.text == news


def test_given_a_text_when_its_first_sentence_names_nobody_then_its_headline_may() -> None:
    first, second = "The army fired on marchers.", "The army used live rounds."

    told = summarize([Document("report", f"{first} {second}")], 100, alone=True).sentences

    assert [sentence.text for sentence in told] == [first]


def test_given_unlike_items_when_summarized_then_polls_come_after_what_happened() -> None:
    poll = Document("poll", "54% of voters in Ardenia want an early election, up from 48% in the spring of this year.")
    raid = Document("raid", "Rebels seized the river ford at Tarmouk on Sunday after two days of shelling by the army.")

    told = summarize([poll, raid], 18).sentences

    assert [sentence.sources[0].document for sentence in told] == ["raid"]


def test_given_a_little_room_when_better_sentences_do_not_fit_then_no_stray_aside_fills_it() -> None:
    lead = "Rebels seized the river ford at Tarmouk on Sunday after two days of shelling, the army of Ardenia said."
    more = "Aid groups in Tarmouk said that rebels let 3,000 people cross the river ford before it was shelled again."
    asides = (" Fog lay over Lake Uvel.", "", "")
    documents = [Document(str(number), f"{lead} {more}{aside}") for number, aside in enumerate(asides)]

    told = summarize(documents, len(lead.split()) + 8).sentences

    assert [sentence.text for sentence in told] == [lead]


def test_given_a_told_opening_when_more_is_asked_for_then_what_leaned_on_it_is_not_taken_for_an_opening() -> None:
    opening = "PORT LORNE, Ardenia (Coast Wire) — An explosion tore through the depot of Port Lorne on Monday."
    told = "An explosion tore through the depot of Port Lorne on Monday."
    text = f"{opening} The blast broke windows two miles away."

    left = text.replace(told, " " * len(told))

    assert summarize([Document("report", left)], 100, alone=True).sentences == ()


def test_given_words_of_any_sort_when_read_as_stems_then_function_words_stay() -> None:
    assert stems("The rebels’ boats were taken", 4) == ["the", "rebel", "boat", "were"]
