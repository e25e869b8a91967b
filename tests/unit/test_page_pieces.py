"""What pages set among a report's sentences: captions, bylines, embedded posts, teasers. None of it is told as news."""

import pytest

from models.boilerplate import is_boilerplate
from models.openings import without_opening
from models.readable import Standing, standing
from models.summarizer import summarize
from news.sentences import Span
from news.summary import Document


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("Residents retreat ", "On Thursday the streets of Tarmouk were empty."),
        ("No safe way out ", "But the road to the coast was shelled, too."),
        ("Another week of losses ", "The garrison at Tarmouk lost its last gun."),
        ("Turnout hits record ", "Turnout was 61 percent in Ardenia."),
        ("What it means ", "The count decides nine races in Ardenia."),
        ("What's next ", "Marlow's lawyer will appeal."),
        ("Key takeaways Turnout hits record ", "Turnout was 61 percent in Ardenia."),
        ("The reaction ", "Clerk Ada Lund asked for more staff."),
        ("Background ", "The Tarmouk Front was founded in 2016."),
        ("EXCLUSIVE: ", "Rebels took the ford at Tarmouk."),
        ("Lund: Ferry fares will fall ", "Mayor Ada Lund said on Monday that fares on the ferry at Tarmouk will fall."),
        ("Council passes ferry bill ", "The council of Tarmouk on Monday passed a bill that keeps the ferry running."),
        ("| AP Photo Council passes ferry bill ", "The council of Tarmouk on Monday passed a bill on the ferry."),
        ("Ferry Fares Fall Again In Port Lorne ", "The fares of the ferry to Port Lorne fell again on Monday."),
        ("Lund 'not done' with ferry ", "Ada Lund told the council of Tarmouk that the ferry was “not done” with her."),
        ("ET on Friday ", "The number of boats at the ford has risen to six."),
        ("By Ada Lund, Staff writer ", "Rebels seized the ford at Tarmouk."),
    ],
)
def test_given_a_heading_run_into_a_sentence_when_cutting_then_the_sentence_begins_behind_it(
    heading: str, sentence: str
) -> None:
    text = heading + sentence

    assert without_opening(text, Span(0, len(text))).start == len(heading)


@pytest.mark.parametrize(
    "text",
    [
        "What happened Friday in Tarmouk was a crime.",
        "Lund joined The Harbor Courier in 2019.",
        "Marlow told The Harbor Courier that she would stay.",
        "The second season of One Long Road begins in May.",
        "Governor Marlow leads in Ardenia.",
        "Dozens of American pilots left Tarmouk.",
        "Story highlights The ford was taken at dawn Rebels hold two towns Talks begin on Friday",
        "The reactions Tuesday were mild.",
        "Marlow led in the north of Ardenia before Mayor Ada Marlow of Tarmouk took the lead in the north.",
        "“You will be mayor when you read this,” wrote Mayor Ada Lund in a letter that the next mayor read.",
        "The ferry of Tarmouk carried former mayor Jon Doe and the new mayor, Ada Lund of the ferry board.",
        "Former Mayor Lund on Sunday denied Mayor Doe’s claim that Lund had sold the ferry of the ford.",
    ],
)
def test_given_capitals_inside_a_sentence_when_cutting_then_it_stays_whole(text: str) -> None:
    assert without_opening(text, Span(0, len(text))).start == 0


@pytest.mark.parametrize(
    "opening",
    [
        "Ada Lund USA TODAY TARMOUK — ",
        "Ada Lund and Jon Doe USA TODAY TARMOUK -- ",
        "Ada Lund, and Jon R. Doe USA TODAY ",
        "Ada Lund The Ardenian Post TARMOUK — ",
        "Ada Lund and Jon Doe The Harbor Courier PORT LORNE, Ardenia – ",
        "REUTERS/Ada Lund ",
        "(Adds comment by the minister) ",
        "( Sign up for the letter on ferries) ",
        "• ",
        "» Placeholder while article actions load ",
        "USA TODAY ",
        "Ada Lund and Jon Doe USA TODAY Network TARMOUK — ",
        "A mayor of the coast says the ford will hold This article is more than 7 years old "
        "This article is more than 7 years old ",
        "Mayor of Tarmouk denies that the ford has fallen Read more ",
        "— Ada Lund (@adalund) March 3, 2027 ",
        "The ford is ours!! https://t.co/aBc123 — Ada Lund (@adalund) March 3, 2027 ADVERTISEMENT ",
        "7 years ago (CNN) - ",
        "2 hours ago Brenn (AP) — ",
        "6 years ago Updated 8:01 a.m. ET, Tuesday, 6/18 Brenn (CNN) - ",
        "Updated at 4:54 p.m. ET ",
        "UPDATE 7:45 a.m.: ",
        "next Image 1 of 7 prev Image 7 of 7 ",
        "LISTEN TO ARTICLE 3:07 SHARE THIS ARTICLE Tweet ",
        "Follow @adalund Follow @jondoe ",
        "_____ TARMOUK — ",
        "| AP Photos Lund to the coast: Hold the ford PORT LORNE — ",
        "Ada Lund and Jon Doe, Associated Press TARMOUK, Ardenia (AP) — ",
    ],
)
def test_given_a_byline_or_a_post_before_a_sentence_when_cutting_then_the_sentence_begins_behind_it(
    opening: str,
) -> None:
    for sentence in ("Rebels seized the ford.", "The “Big Six” seized it.", "“The ford is lost,” the mayor said."):
        text = opening + sentence

        assert without_opening(text, Span(0, len(text))).start == len(opening)


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Ada Lund told USA TODAY on Monday that the ford would hold.",
        "A Suffolk University/USA TODAY Poll put the mayor ahead by four points.",
        "The USA TODAY Network counted 40 raids on the ford.",
        "Ada Lund USA TODAY Network reporters counted 40 raids.",
        "Voters who Read more than one paper knew of the raid.",
        "20 years ago Brenn fell to the rebels.",
        "Updated rules for the ford were published on Monday.",
        "Prime Minister Jon Doe — Ardenia’s longest-serving leader — has lost the north.",
        "President Doe and the ARDENIAN — as he is called — met at the ford.",
        "Interior Ministry spokesman Jon Doe told TASS — Russia’s agency — that the ford had fallen.",
        "Civic Bloc leader Jon Doe wrote on Monday (@jondoe) that the ford had fallen.",
        "The Islamic State ISIS — The group held the ford for years.",
    ],
)
def test_given_words_that_only_look_like_a_byline_when_cutting_then_they_stay(text: str) -> None:
    assert without_opening(text, Span(0, len(text))).start == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "CLOSE Mayor Ada Lund visited the ford after it was shelled.",
        "| AP Photos Mayor Lund: Beware of the ford",
        "Photos: Photos: The ford of Tarmouk – Police stand at the ford after it was shelled.",
        "Sign up here.** The week: • Rebels near the ford • Lund resigns",
        "Send us your pictures of the ford.",
        "A daily round-up of reports on the fords of the north.",
        "Veuer's Ada Lund has more.",
        "Veuer's Ada Lund (@adalund) has that story.",
        "CORRECTIONS AND CLARIFICATIONS: An earlier version gave another number of dead.",
        "In this week's edition: the fords of Ardenia.",
        "Jon Doe has the story.",
        "Picture taken October 26, 2026.",
        "(May 12) AP A hole in the wall of a cafe at the ford where the man was shot.",
        "President Doe Jon DoeSix things to know about the ford The bridge is shut MORE, who rules since May, fell.",
        "Rebels want the tax returns of Lund Ada LundRFF men talk of the ford The bridge is shut MORE.",
        "President Doe Jon DoeSix things to know about the ford The bridge is shut MORE’s plan failed on Monday.",
        "ADA LUND, HOST: The ford of Tarmouk has fallen to the rebels of the north.",
        "JON DOE, BYLINE: It is cold at the ford and the rebels wait for the boats.",
        "This is a rush transcript, and words in it may change.",
        "Copy may not be final.",
        "Ada Maria Lund(@adalund) has more.",
        "Ada Lund has all the details.",
        "The opinions expressed by writers of columns are theirs alone, not those of the Harbor Courier.",
        "Views expressed in this article are the author's alone.",
        "By signing up, you agree to get letters of the Courier.",
        "Read our Privacy Policy here.",
        "Support progressive journalism with a gift today.",
        "Look at this from the ford pic.twitter.com/aBcDe12 of last night.",
        "— Ada Lund (@adalund) March 3, 2027 …and it will hold.",
    ],
)
def test_given_what_a_page_says_of_itself_when_judged_then_it_is_no_news(sentence: str) -> None:
    assert is_boilerplate(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Close allies of the mayor visited the ford after it was shelled.",
        "CLOSE-range shots were fired at the ford on Monday.",
        "The army of Ardenia has more tanks at the ford than the rebels have.",
        "Ada Lund has more votes than Jon Doe.",
        "The mayor of Tarmouk has all the details of the raid.",
        "A daily summary of the dead was kept by a nurse at the ford.",
        "Send us arms, the mayor of Tarmouk told the council.",
        "NEW DELHI: The government said on Monday that the ford was safe.",
        "PORT LORNE, ARDENIA: The government said on Monday that the ford was safe.",
        "Opinions expressed at the inquest differed over who had shelled the ford.",
        "The privacy policy of the firm was found to break the law of Ardenia.",
        "The mayor asked for MORE, a fund for homes at the ford.",
    ],
)
def test_given_news_that_looks_like_a_pages_words_when_judged_then_it_stays(sentence: str) -> None:
    assert not is_boilerplate(sentence)


@pytest.mark.parametrize(
    "caption",
    [
        "Mayor Ada Lund speaks at a rally in Tarmouk, Ardenia, August 22, 2026.",
        "President Jon Doe and Mayor Ada Lund arrive for talks on the ford in Port Lorne, Ardenia, May 16, 2026.",
        "Ada Lund speaks during a campaign event in Tarmouk, on Jan. 12, 2026.",
        "Mayor Ada Lund at a campaign stop in Tarmouk, Ardenia, August 24, 2026.",
        "Mayor Ada Lund with Senator Jon Roe (left) and Jon Doe on the hill, November 28, 2026.",
        "A farmer harvests his field at the ford of Tarmouk, Ardenia, U.S., July 25, 2026.",
        "Press secretary Doe takes questions of the ford's reporters, January 23, 2026.",
        "Jon Doe (right) argues with a guard at the ford of Tarmouk.",
        "Jon Doe and Ardenia's premier Ada Lund (not pictured) meet in the great hall of Port Lorne.",
        "People walk past a burnt truck at the ford of Tarmouk, Ardenia, Monday, May 10, 2026.",
        "Mayor Ada Lund greets a guard at the ford in this undated photo that the army of Ardenia handed out.",
        "The new boats of the ferry are pictured.",
    ],
)
def test_given_a_picture_caption_when_judged_then_it_is_no_news(caption: str) -> None:
    assert standing(caption) is Standing.JUNK


@pytest.mark.parametrize(
    "sentence",
    [
        "The truce at the ford takes effect on January 1, 2027.",
        "Mayor Ada Lund was shot at a rally in Tarmouk, Ardenia, August 22, 2026.",
        "The court of Ardenia hears the case of the ford on March 4, 2027.",
        "Ada Lund, who speaks for the army, said the ford had fallen in Tarmouk, Ardenia, on August 22, 2026.",
        "Rebels left (and then retook) the ford at Tarmouk on Monday.",
        "Mayor Ada Lund speaks for the town and says that it will hold.",
        "Rebels seized the ford at Tarmouk, Ardenia, on August 22, 2026.",
        "Rebels seized the ford at Tarmouk, Ardenia, August 22, 2026.",
        "The licence of the ford’s ferry expires in Tarmouk, Ardenia, March 3, 2027.",
        "The party of the left (Civic Bloc) lost the north in the vote.",
        "Mayor Ada Lund is to be seen in this photo, which the court saw on Monday.",
    ],
)
def test_given_news_with_a_date_at_its_end_when_judged_then_it_is_no_caption(sentence: str) -> None:
    assert standing(sentence) is Standing.ALONE


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("President Doe opposed him.", Standing.LEANING),
        ("Ardenia has asked them for boats and for men to hold the ford.", Standing.LEANING),
        ("Doe’s lawyer called him a friend of the rebels at the ford.", Standing.ALONE),
        ("(The rally was moved to Port Lorne in the end.)", Standing.LEANING),
        ("The most recent is a study of the fords of Ardenia and of its neighbours.", Standing.LEANING),
        ("The latest is that the ford at Tarmouk has fallen.", Standing.LEANING),
        ("The latest raid on the ford killed nine soldiers on Monday.", Standing.ALONE),
        ("Since then, the rebels of the north have held the ford.", Standing.LEANING),
        ("Until then, rebels of the north had held the ford.", Standing.LEANING),
        ("Under those rules, boats of Ardenia may not cross the ford at night.", Standing.LEANING),
        ("In those messages, Lund claimed that the ford would hold.", Standing.LEANING),
        ("At the top of that list is the ford of Tarmouk.", Standing.LEANING),
        ("For those who cross the ford, Ardenia has set up tents.", Standing.ALONE),
        ("For those fleeing the ford, Ardenia has set up tents.", Standing.ALONE),
        ("In this year’s vote, Ardenia has three candidates from the coast.", Standing.ALONE),
        ("Jon Doe is a senior staff writer for the Harbor Courier.", Standing.LEANING),
        ("Ada Lund is a Perimeter Opinion columnist.", Standing.LEANING),
        ("Jon Doe is a law professor at the Brenn College who writes on fords.", Standing.LEANING),
        ("Ada Lund is a five-time winner of medals, an analyst and author.", Standing.LEANING),
        ("Jon Doe is a reporter for the Harbor Courier who was held at the ford for a year.", Standing.ALONE),
    ],
)
def test_given_a_sentence_that_another_explains_when_judged_then_it_leans(sentence: str, expected: Standing) -> None:
    assert standing(sentence) is expected


def test_given_a_report_under_a_video_and_a_byline_when_summarized_then_its_own_first_sentence_is_told() -> None:
    text = (
        "CLOSE Mayor Ada Lund met soldiers of the ford in the spring. Veuer's Jon Doe has more. Ada Lund speaks in "
        "Tarmouk, Ardenia, May 3, 2026. Jon Doe USA TODAY TARMOUK — Rebels seized the ford at Tarmouk on Sunday."
    )

    told = summarize([Document("page", text)], 100, alone=True).sentences

    assert [sentence.text for sentence in told] == ["Rebels seized the ford at Tarmouk on Sunday."]


@pytest.mark.parametrize(
    "above",
    [
        "A raid that surprised the coast. Mayor Ada Lund has asked for boats. ",
        "Ada Lund is an officer of the ferry board. She lives in Port Lorne. ",
    ],
)
@pytest.mark.parametrize("dateline", ["TARMOUK, Ardenia — ", "Tarmouk (CNN)", "(AP) — "])
def test_given_a_dateline_when_summarized_then_nothing_that_stands_above_it_is_told(above: str, dateline: str) -> None:
    report = "Rebels seized the ford at Tarmouk on Sunday. The ferry to Port Lorne was hit by shells and sank at noon."

    told = summarize([Document("page", above + dateline + report)], 100, alone=True).sentences

    assert " ".join(sentence.text for sentence in told) == report


def test_given_a_dateline_of_a_sentence_that_is_cut_when_summarized_then_what_stands_above_it_is_told() -> None:
    text = "Rebels seized the ford at Tarmouk on Sunday. TARMOUK, Ardenia — Rebels who came from the north of the"

    assert summarize([Document("page", text)], 100, alone=True).sentences


@pytest.mark.parametrize("credit", ["(Photo: Ada Lund, The Harbor Courier)", "(Courier photo: Jon Doe)"])
def test_given_a_photographers_credit_when_summarized_then_the_sentence_before_it_is_a_pictures(credit: str) -> None:
    text = f"Rebels seized the ford on Sunday. Mayor Ada Lund greets a guard. {credit} The ferry to Port Lorne sank."

    told = summarize([Document("page", text)], 100, alone=True).sentences

    assert (
        " ".join(sentence.text for sentence in told)
        == "Rebels seized the ford on Sunday. The ferry to Port Lorne sank."
    )


@pytest.mark.parametrize(
    ("sentence", "met"),
    [
        ("Lund’s comments came after the rebels of the north had asked for talks.", "Ada Lund speaks to the rebels"),
        ("Ada Lund's speech comes six days before the vote on the ford.", "Ada Lund speaks to the rebels"),
        ("“The ford is lost to us until the spring,” the letter said.", "A letter from the ford"),
        ("“The ford is lost to us until the spring,” said the announcement.", "An announcement on the ford"),
    ],
)
def test_given_a_sentence_that_goes_on_with_a_speech_or_a_letter_when_told_alone_then_its_reader_knows_of_it(
    sentence: str, met: str
) -> None:
    text = f"The army of Ardenia shelled the ford at Tarmouk on Sunday. {sentence}"

    unmet, after = (
        [told.text for told in summarize([Document("a", text, above)], 100, alone=True).sentences]
        for above in ("The army shells the ford", met)
    )

    assert sentence not in unmet
    assert sentence in after
