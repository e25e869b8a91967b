"""What a sentence needs before a reader who has not read its text: who is meant, who speaks, and any news at all."""

import pytest

from models.readable import Standing, standing
from models.summarizer import summarize
from news.sentences import is_whole, split_sentences
from news.summary import Document


def _alone(text: str, sentences: int, above: str = "") -> list[str]:
    """The best sentences of a text that stand alone."""
    found = summarize([Document("a", text, above)], 200, sentences, alone=True)
    return [sentence.text for sentence in found.sentences]


AUDIT = (
    "The county board of Pellam called on Tuesday for an end to the recount, which it named a sham. "
    "The recount began in April on the order of Karla Voss, who presides over the state senate. "
    "Voss then hired a firm that had never counted a ballot, the county board of Pellam said of the recount."
)


def test_given_a_surname_that_another_sentence_introduces_when_told_alone_then_it_waits_for_that_sentence() -> None:
    voss = "Voss then hired a firm that had never counted a ballot, the county board of Pellam said of the recount."

    told = [_alone(AUDIT, count) for count in (1, 2, 3)]

    assert all(voss not in sentences or any("Karla Voss" in s for s in sentences) for sentences in told)
    assert voss in told[-1]


def test_given_a_surname_that_the_headline_has_when_told_alone_then_it_needs_no_introduction() -> None:
    behind = AUDIT.replace("The recount began in April on", "It began in April on")  # which leans, and is passed over

    unmet, met = (" ".join(_alone(behind, 3, above)) for above in ("", "Karla Voss and the recount"))

    assert "Voss then hired" not in unmet
    assert "Voss then hired" in met


BALLOTS = (
    "The governor of Orrin vetoed the harbour law on Tuesday. "
    "A lawyer for the port, Ilse Brandt, called the veto of the harbour law on Tuesday a blow to the governor. "
    "Brandt had earned 40,000 crowns from two shipping lines of Teel."
)


def test_given_a_sentence_that_may_not_be_told_when_it_introduces_a_name_then_the_name_needs_it_still() -> None:
    introduced = split_sentences(BALLOTS)[1].end
    without = " " * introduced + BALLOTS[introduced:]

    def told(whole: str) -> list[str]:
        found = summarize([Document("a", without, whole=whole)], 200, 3, alone=True)
        return [sentence.text for sentence in found.sentences]

    assert told(BALLOTS) == []
    assert told("") == [BALLOTS[introduced:].strip()]


@pytest.mark.parametrize(
    "introduction",
    [
        # A cut quotation can't be told, though it heads the text.
        "Minister Ilse Brandt defended the ferry law of Orrin, saying “the port is shut. It stays shut.”",
        "The port shut on Monday. Separately, Orrin lost Bank Governor Ilse Brandt. Ferries lay still in Orrin.",
    ],
)
def test_given_an_introduction_that_cannot_be_told_when_its_surname_comes_then_that_is_not_told(
    introduction: str,
) -> None:
    text = f"{introduction} Brandt blamed the rule of Teel for 300 lost ferries."

    assert "Brandt blamed" not in " ".join(_alone(text, 4))
    assert "Brandt blamed" in " ".join(_alone(text, 4, "Ilse Brandt and the ferries"))


def test_given_an_aside_when_it_is_not_told_then_the_sentence_that_goes_on_from_it_is_not_either() -> None:
    text = (
        "The ministry of Orrin sent 40 mortars to Gradin on Monday. Separately, Teel offered Gradin its old jets. "
        "Merkov struck down the offer, saying that jets would widen the war. Gradin thanked Orrin for the mortars."
    )

    assert _alone(text, 4) == [
        "The ministry of Orrin sent 40 mortars to Gradin on Monday.",
        "Gradin thanked Orrin for the mortars.",
    ]


def test_given_a_name_that_everybody_knows_when_told_alone_then_it_is_told() -> None:
    text = "Merkov signed the truce. His aide Jan Ostrow wept. On Friday, Merkov will fly to Brenn, where Osk waits."

    assert any("Merkov will fly" in sentence for sentence in _alone(text, 2))


@pytest.mark.parametrize(
    "quoted",
    [
        "Mayor Lena Osk said: “The bridge is gone. Nobody without a boat leaves Pellam before May. We will cope.”",
        'Mayor Lena Osk said: "The bridge is gone. Nobody without a boat leaves Pellam before May. We will cope."',
    ],
)
def test_given_a_sentence_inside_a_quotation_when_summarized_then_it_is_not_told_as_the_outlets_word(
    quoted: str,
) -> None:
    text = f"The flood took the bridge of Pellam on Monday. {quoted} The ministry of Orrin sent four boats to Pellam."

    told = _alone(text, 5)

    assert "Nobody without a boat leaves Pellam before May." not in told
    assert told[-1] == "The ministry of Orrin sent four boats to Pellam."


def test_given_a_slip_in_the_marks_when_summarized_then_the_next_mark_puts_it_right() -> None:
    text = (
        'The mayor called the flood "not over. The harbour of Pellam stayed shut on Monday, the "first such day" since'
        " 1998. The army of Orrin sent four boats to Pellam on Monday."
    )

    assert "The army of Orrin sent four boats to Pellam on Monday." in _alone(text, 3)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Crowds gathered in Brenn after his government fell.", Standing.LEANING),
        ("In Brenn, police fired on her convoy.", Standing.LEANING),
        ("The court in Gradin rejected his appeal on Tuesday.", Standing.LEANING),
        ("On Tuesday, thousands of supporters waited at the airport for her.", Standing.LEANING),
        ("After his predecessor resigned over the frigates, Vik promised a review.", Standing.ALONE),
        ("Baro said in Gradin that his party would wait.", Standing.ALONE),
        ("A soldier lost his leg in Brenn.", Standing.ALONE),
        ("“I never met her,” said Governor Ruiz of the charge.", Standing.ALONE),
        ("Tosk spoke in Gradin before thousands of supporters.", Standing.LEANING),
        ("Mord spoke on television on Tuesday night.", Standing.LEANING),
        ("Kroll’s remarks came during a visit to the harbour.", Standing.LEANING),
        ("Reyl spoke with four heads of government and asked for 30 missiles.", Standing.ALONE),
        ("Tosk spoke in Gradin about the truce that failed.", Standing.ALONE),
        ("The truce appeared to hold on Tuesday in Brenn.", Standing.ALONE),
        ("“Anyone in this town would be a fool to sign,” adding that the mine was dry.", Standing.LEANING),
        (
            "“Anyone in this town would be a fool to sign,” Mayor Osk said, adding that the mine was dry.",
            Standing.ALONE,
        ),
        ("Separately, the harbour of Teel was closed.", Standing.LEANING),
        ("Further, the harbour of Teel was closed.", Standing.LEANING),
        ("Shortly thereafter, the harbour of Teel was closed.", Standing.LEANING),
        ("Later, however, the bank of Orrin denied a loss.", Standing.LEANING),
        ("Part of it was a rise in prices in Orrin.", Standing.LEANING),
        ("Until that point, Baro had hoped for a truce in Gradin.", Standing.LEANING),
        ("During that night, Baro told Osk of the letters.", Standing.LEANING),
        ("The endorsement comes as Osk plans a first rally in Gradin.", Standing.LEANING),
        ("The ruling made Osk the youngest mayor of Brenn.", Standing.LEANING),
        ("How he answers will decide the vote in Brenn.", Standing.LEANING),
        ("The parliament of Orrin must approve these measures by Friday.", Standing.LEANING),
        ("Merkov was no different in that regard.", Standing.LEANING),
        ("Among the dockers of Orrin, that number climbs to 80%.", Standing.LEANING),
        ("Some 300 dockers left Orrin in May, and that number has doubled since.", Standing.ALONE),
        ("The bank of Orrin said that figure skaters had been invited.", Standing.ALONE),
        ("The ferries of Orrin are older than those ferries that Gradin built.", Standing.ALONE),
        ("Prices in Orrin rise these days, the bank in Gradin said.", Standing.ALONE),
        ("Eleven are the same word in Orrin.", Standing.LEANING),
        ("Three are dead after a blast in the harbour of Orrin.", Standing.ALONE),
        ("Both candidates for mayor of Brenn have 114 votes.", Standing.ALONE),
        ("Both men were held in Brenn for a day.", Standing.LEANING),
        ("Eleven others remain in the hospital of Brenn.", Standing.LEANING),
        ("At least three others were held in Brenn.", Standing.LEANING),
        ("There are some 1,900 of them in Brenn.", Standing.LEANING),
        ("If both are sent back to Brenn, neither will count.", Standing.LEANING),
        ("When both sides met in Brenn, neither gave way.", Standing.ALONE),
        ("Osk told her the Front would come to Brenn.", Standing.LEANING),
        ("Osk met her in Brenn on Friday.", Standing.LEANING),
        ("Osk told her party to wait for Brenn.", Standing.ALONE),
        ("Fifty-four dockers were hurt in Brenn, it said.", Standing.LEANING),
        ("The port of Brenn will close, she said on Friday.", Standing.LEANING),
        ("Orrin Steel will cut 2,000 jobs in Brenn, it said.", Standing.ALONE),
        ("The Red Lantern plans to search Brenn for survivors, it said on Monday.", Standing.ALONE),
        ("Brenn will be shelled until the Front leaves, it said.", Standing.LEANING),
        ("Orrin lost 400 soldiers in Brenn, it said.", Standing.LEANING),
        ("They will cut 2,000 jobs in Brenn, it said.", Standing.LEANING),
        ("Osk will leave Brenn in May, she said.", Standing.ALONE),
        ("The suit names Osk and two clerks of Brenn.", Standing.LEANING),
        ("9:40 am: Gunfire can be heard near the tower of Brenn.", Standing.POOR),
        ("11 a.m. – The road to Brenn is open again.", Standing.POOR),
        ("March 2025: Fighting begins in the valley of Brenn.", Standing.POOR),
        ("Oct. 3: Osk is sworn in as mayor of Brenn.", Standing.POOR),
        ("Now it is a tie in Brenn.", Standing.LEANING),
        ("Because the vote in Brenn is in a week.", Standing.POOR),
        ("Because Osk was late, Brenn voted without a mayor.", Standing.ALONE),
        ("Two sailors of Brenn died in the collision that followed.", Standing.LEANING),
        ("Rebels fired on the ferry of Brenn, and two sailors died in the panic that followed.", Standing.ALONE),
        ("Nobody was hurt.", Standing.ALONE),
        ("Most of the vouchers were for tea from Brenn.", Standing.LEANING),
        ("Most of the dockers who struck were from Brenn.", Standing.ALONE),
        ("Not so fast.", Standing.POOR),
        ("Which means that Brenn is lost.", Standing.POOR),
        ("Which leaves it unclear who governs Brenn.", Standing.POOR),
        ("Which candidate won the runoff in Brenn was unclear on Monday.", Standing.ALONE),
        ("Which of the two won in Brenn, Lund or Osk, will be announced at noon.", Standing.ALONE),
        ("-- Ada Lund, then the mayor of Brenn, in May.", Standing.POOR),
        ("The party Our Home won the vote in Brenn.", Standing.ALONE),
        ("Now that Osk has resigned, Brenn will vote in May.", Standing.ALONE),
        ("Even those who voted for Osk want a bridge in Brenn.", Standing.ALONE),
        ("Even this year Brenn has no mayor.", Standing.ALONE),
        ("While others fled, Ada Lund stayed in Brenn.", Standing.ALONE),
        ("Unlike others on the coast, Brenn will vote on Monday.", Standing.ALONE),
        ("Dozens of others were held in Brenn.", Standing.LEANING),
        ("Forty-one others were held in Brenn.", Standing.LEANING),
        ("Because of a storm the vote in Brenn was moved to May.", Standing.ALONE),
        ("– Rebels took the ford of Brenn on Monday.", Standing.ALONE),
        ('poster="http://pages.example/a.jpg" Osk slips in Brenn.', Standing.JUNK),
        ("May 2025 was the driest month in Brenn on record.", Standing.ALONE),
    ],
)
def test_given_a_sentence_when_judged_then_whom_and_what_it_leaves_open_decides(
    sentence: str, expected: Standing
) -> None:
    assert standing(sentence) == expected


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("On Friday at about four in the morning.", False),
        ("In Gradin, with two sons and a dog.", False),
        ("Within 12 miles, yes.", False),
        ("Rebels of Orrin took Brenn without a fight.", True),
        (
            "Less than two weeks before the vote, Ada Lund has lost her lead among dockers, a survey in Brenn says.",
            True,
        ),
    ],
)
def test_given_an_answer_when_its_question_is_not_told_then_it_is_told_only_as_a_sentence(
    answer: str, told: bool
) -> None:
    text = f"Voters in Brenn elect a mayor on Thursday. When is the result expected? {answer}"

    assert (answer in _alone(text, 3)) is told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Any phone in Gradin can be used to spy on you.", False),
        ("Your vote for Osk may decide who runs Gradin.", False),
        ("Gradin told voters: “Your phone may spy on you.”", True),
        ("Gradin told voters: ‘Your phone can’t spy on you.’", True),
    ],
)
def test_given_a_sentence_to_the_reader_when_told_alone_then_it_is_none_of_the_news(sentence: str, told: bool) -> None:
    text = f"The mayor of Brenn banned phones from the town hall of Brenn on Monday. {sentence}"

    assert (sentence in _alone(text, 3)) is told
    assert sentence in [found.text for found in summarize([Document("a", text)], 200, 3).sentences]


def test_given_the_head_of_a_text_when_it_counts_people_then_nobody_before_them_is_missing() -> None:
    for sentence in (
        "The three men convicted of the fire at Pellam were sentenced on Friday.",
        "Both navies claimed to have driven the other from Pellam.",
    ):
        assert standing(sentence, opens=True) == Standing.ALONE
        assert standing(sentence) == Standing.LEANING


def test_given_a_share_behind_an_abbreviation_when_split_then_it_begins_a_sentence() -> None:
    text = "57% want stricter laws in the U.S. 50% also want a ban. The U.S. 7th Fleet sailed."

    sentences = [text[span.start : span.end] for span in split_sentences(text)]

    assert sentences == ["57% want stricter laws in the U.S.", "50% also want a ban.", "The U.S. 7th Fleet sailed."]


def test_given_a_full_stop_typed_twice_behind_an_abbreviation_when_asked_then_the_sentence_is_whole() -> None:
    assert is_whole("She was named ambassador to the U.K..")
    assert not is_whole("She was named ambassador to the..")


EVENTS = (
    "Orrin closed its border with Teel on Monday after smugglers shot two guards.",
    "The parliament of Varland voted, after a night of speeches on fishing rights, herring quotas, cod, eels, nets, "
    "the width of nets, harbours, lighthouses and buoys, to adjourn.",
    "A dam burst at Kessin.",
    "Norhold recalled its ambassador.",
)


def test_given_more_events_than_there_is_room_for_when_summarized_then_as_many_as_can_be_are_told() -> None:
    documents = [Document(str(number), text) for number, text in enumerate(EVENTS)]

    told = [sentence.text for sentence in summarize(documents, 32).sentences]

    assert told == [EVENTS[0], EVENTS[2], EVENTS[3]]


def test_given_a_long_first_event_when_short_ones_would_be_more_then_it_is_told_all_the_same() -> None:
    documents = [Document(str(number), EVENTS[number]) for number in (1, 0, 2, 3)]

    told = [sentence.text for sentence in summarize(documents, 32).sentences]

    assert told[0] == EVENTS[1]


def test_given_an_event_whose_news_does_not_fit_when_summarized_then_no_aside_of_it_is_told() -> None:
    documents = [Document("long", f"{EVENTS[1]} The vote took nine minutes in Varland."), Document("dam", EVENTS[2])]

    told = [sentence.text for sentence in summarize(documents, 12).sentences]

    assert told == [EVENTS[2]]


def test_given_a_lead_that_opens_with_a_known_name_when_summarized_then_it_is_no_scene() -> None:
    lead = "Merkov endorsed an end to conscription."
    rest = " ".join(
        f"In the year 19{year}, Merkov had voted for conscription in the city of Brenn." for year in range(60, 70)
    )

    told = summarize([Document("a", f"{lead} {rest}")], 30, 1).sentences

    assert [sentence.text for sentence in told] == [lead]
