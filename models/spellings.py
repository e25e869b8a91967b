"""Tables of English news text that make different spellings of one thing equal, to hold a sentence to its source."""

import re

from news.calendar_words import MONTH_STARTS, MONTHS, WEEKDAYS
from news.number_words import CUT_SCALES, ONES, TEENS, TENS
from news.words import stem, word_set


def _forms(table: str) -> dict[str, str]:
    """Read "win: won winning; lose: lost": every form, and the entry itself, to its entry."""
    entries = (entry.split(":") for entry in table.split(";"))
    return {form: key.strip() for key, forms in entries for form in (key.strip(), *forms.split())}


_VERBS = _forms(
    "win: won winning; lose: lost; say: said; go: went gone; take: took taken; find: found; begin: began begun; "
    "hold: held; keep: kept; leave: left; meet: met; send: sent; spend: spent; build: built; sell: sold; tell: told; "
    "think: thought; buy: bought; bring: brought; catch: caught; fight: fought; fall: fell fallen; rise: rose risen; "
    "give: gave given; speak: spoke spoken; break: broke broken; steal: stole stolen; choose: chose chosen; write: "
    "wrote written; drive: drove driven; see: saw seen; run: ran; come: came; become: became; grow: grew grown; "
    "know: knew known; throw: threw thrown; draw: drew drawn; fly: flew flown; flee: fled; lead: led; shoot: shot; "
    "sink: sank sunk; strike: struck stricken; swear: swore sworn; seek: sought; make: made; pay: paid; beat: "
    "beaten; bear: bore born; feel: felt; get: got gotten; do: did done does; have: had has; be: is are was were "
    "been am being; die: dead death dying died; withdraw: withdrew withdrawn; overthrow: overthrew overthrown; hide: "
    "hid hidden; stand: stood; ad: advertisement"
)
# "took", "stolen": forms that only a verb has.
PAST_FORMS = frozenset(form for form, entry in _VERBS.items() if form != entry and not form.endswith(("ing", "s")))
_PLACES = _forms(
    "us#: u.s usa u.s.a america american; uk#: u.k britain british briton england english; un#: u.n; eu#: e.u; "
    "russia: russian; china: chinese; france: french; germany: german; spain: spanish; italy: italian; israel: "
    "israeli; iran: iranian; iraq: iraqi; syria: syrian; ukraine: ukrainian; poland: polish; turkey: turkish turk; "
    "japan: japanese; india: indian; egypt: egyptian; canada: canadian; mexico: mexican; brazil: brazilian; cuba: "
    "cuban; greece: greek; sweden: swedish; norway: norwegian; denmark: danish; finland: finnish; switzerland: "
    "swiss; netherlands: dutch; belgium: belgian; austria: austrian; australia: australian; korea: korean; vietnam: "
    "vietnamese; pakistan: pakistani; afghanistan: afghan; yemen: yemeni; lebanon: lebanese; palestine: palestinian; "
    "libya: libyan; sudan: sudanese; somalia: somali; kenya: kenyan; nigeria: nigerian; ethiopia: ethiopian; mali: "
    "malian; niger: nigerien; venezuela: venezuelan; colombia: colombian; argentina: argentine; chile: chilean; "
    "peru: peruvian; haiti: haitian; hungary: hungarian; serbia: serbian; georgia: georgian; armenia: armenian; "
    "belarus: belarusian; taiwan: taiwanese; thailand: thai; myanmar: burmese; indonesia: indonesian; europe: "
    "european; africa: african; asia: asian; qatar: qatari; oman: omani; kuwait: kuwaiti; jordan: jordanian; "
    "bahrain: bahraini; saudi: saudis; kyiv: kiev; moscow:; beijing:; washington:; london:; paris:; berlin:; "
    "tehran:; nato:; hamas:; philippines: philippine filipino; singapore:; malaysia: malaysian; portugal: "
    "portuguese; ireland: irish; romania: romanian; bulgaria: bulgarian; croatia: croatian; czech: czechia; "
    "slovakia: slovak; estonia: estonian; latvia: latvian; lithuania: lithuanian; moldova: moldovan; morocco: "
    "moroccan; algeria: algerian; tunisia: tunisian; rwanda: rwandan; congo: congolese; uganda: ugandan; zimbabwe: "
    "zimbabwean; ghana: ghanaian; kazakhstan: kazakh; azerbaijan: azerbaijani; scotland: scottish; wales: welsh"
)
_OFFICES = _forms(
    "democrat: democratic democrats dem; republican: gop republicans; senator: sen sens senate senators; "
    "representative: rep reps; governor: gov govs; general: gen; lieutenant: lt; parliament: parliamentary; "
    "congress: congressional congressman congresswoman; president: presidential presidency; minister: ministry; "
    "defense: defence; labor: labour; percent: %; dollar: $"
)
# A capital that speaks for its government.
CAPITALS = {
    capital: country
    for country, capital in _forms(
        "moscow: russia; kyiv: ukraine; beijing: china; washington: us#; london: uk#; paris: france; berlin: germany; "
        "tehran: iran; jerusalem: israel; tokyo: japan; ankara: turkey; damascus: syria; kabul: afghanistan; "
        "brussels: eu#; cairo: egypt; warsaw: poland; delhi: india"
    ).items()
    if capital != country
} | {"kremlin": "russia"}
PLACES = frozenset(_PLACES.values())
_NAMES = _PLACES | _OFFICES
NAMES = frozenset(_NAMES.values())
_IN_CAPITALS = {"US": "us#", "UK": "uk#", "UN": "un#", "EU": "eu#", "USA": "us#"}
_LONG_NAMES = tuple(
    (re.compile(rf"\b(?:the )?{name}\b", re.IGNORECASE), short)
    for name, short in (
        ("United States(?: of America)?", "U.S."),
        ("United Kingdom", "U.K."),
        ("United Nations", "U.N."),
        ("European Union", "E.U."),
        ("per cent", "percent"),
        ("no[- ]confidence", "nonconfidence"),
        ("no[- ]fly", "nonfly"),
    )
)
WEEKDAY_NORMS = frozenset(name.lower() for name in WEEKDAYS)
MONTH_NUMBERS = {
    name.lower(): float(number) for names in (MONTHS, MONTH_STARTS) for number, name in enumerate(names, start=1)
} | {"sept": 9.0}
NUMBERS = {**ONES, **TENS, **TEENS, "zero": 0.0, "dozen": 12.0}
SCALE_LETTERS = {letters: scale for letters, scale in CUT_SCALES.items() if letters != "t"}  # "5t" are tonnes
TITLES = word_set(
    "president vice gov governor sen senator senators rep representative representatives secretary minister prime "
    "chief judge justice mayor gen general lt lieutenant col colonel capt captain sgt sergeant maj major adm admiral "
    "king queen pope prince princess chancellor chairman chairwoman chair speaker leader director attorney dr prof "
    "professor mr mrs ms sir officer ambassador spokesman spokeswoman congressman congresswoman commissioner deputy "
    "acting former ex rev premier sheriff detective inspector interim majority minority lord lady father sister "
    "brother defense foreign state interior finance justice treasury environment economist journalist prosecutor "
    "candidate"
)
NEGATIONS = word_set("not no never none nobody nothing neither nor cannot without nowhere hardly barely")
FUNCTION_WORDS = word_set(
    "a an the of to in on at by for from with as and or but that which who whom whose this these those it its he she "
    "they his her their them him be have do will would can could may might shall should must there than then so if "
    "when while where after before during into over under about up down off out between through also just more most "
    "other some any all both each such own very even only however because since until against among within s t has"
)


def shorten_names(text: str) -> str:
    """Write the long names of states and unions by their letters."""
    for pattern, short in _LONG_NAMES:
        text = pattern.sub(short, text)
    return text


def norm_of(word: str) -> str:
    """A word as it is compared: lower case, without 's, by its stem; spellings of one thing are one."""
    if word in _IN_CAPITALS:
        return _IN_CAPITALS[word]
    lower = word.lower().rstrip(".")
    if not lower.endswith(("n't", "n’t")):
        lower = re.sub(r"['’](?:s|re|ve|ll|d|m)?$", "", lower)
    for form in (lower, lower.removesuffix("s")):
        if form in _NAMES:
            return _NAMES[form]
    root = stem(_VERBS.get(lower, lower))
    return root[:-1] if root.endswith("e") and len(root) > 3 else root


MEASURES = {
    norm_of(form): measure
    for form, measure in _forms(
        "percent: %; dollar: $; euro: €; pound: £; mile:; km: kilometer kilometre; meter: metre; foot: feet; ton: "
        "tonne; minute:; hour:; day:; week:; month:; year:; acre:; degree:; gallon:; barrel:; liter: litre"
    ).items()
}
# Words that mean a no without one of NEGATIONS: a source or a sentence may trade one for the other.
OTHER_NEGATIONS = frozenset(
    norm_of(word)
    for word in word_set(
        "refuse deny denied reject fail unable lack oppose decline abstain absent avoid prevent stop halt ban block "
        "bar veto miss against unlikely impossible unclear unknown uncertain unsuccessful unhurt unharmed unopposed "
        "uninjured few little despite unless skip withhold withheld cancel drop abandon away instead dispute reverse "
        "overturn close clear acquit innocent false untrue unfounded baseless stay out only yet until still"
    )
)
# Of these the ones that turn what follows them into its contrary: dropping one is as bad as dropping a "not".
REFUSALS = frozenset(norm_of(word) for word in ("refuse", "fail", "decline", "unable"))
SPEECH = frozenset(norm_of(word) for word in ("say", "tell", "add", "write", "warn", "announce", "report"))
