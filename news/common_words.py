"""Words of any news: that two stories share one of them says little about either.

Stems, as `news.words.terms` gives them, by the share of 22,734 articles of 2012 to 2018 that have them, at least: what
`python -m benchmarks.common_words` prints.
"""

from collections.abc import Sequence
from itertools import pairwise

from news.words import word_set

_WORDS = {
    0.24: "stat",
    0.12: (
        "peopl call story campaign election government report political national new presidential party back "
        "administration plan country law right former leader official includ work issu"
    ),
    0.06: (
        "vote federal show way bill want take policy come chang candidat end sinc group support question need public "
        "look conservativ security think run attack nation health next long going thre top point part talk deal offic "
        "senator imag million press voter help member night meet care debat opinion media well releas know follow "
        "thing another ask put win race forc try percent case pass announc clos effort world tax job post high number "
        "set start claim lead left ago turn general fight poll immigration see go sign decision action believ becom "
        "majority big statement war lawmaker term keep good clear cut nomine far face major control among program "
        "power recent expect rais second already open seem four caption"
    ),
    0.03: (
        "least appear morn likely order spend past push toggl speech highlight came congressional interview around "
        "every several com agency problem chief took plac allow family early old move find remain hold kill get "
        "investigation speak though hour business give fact head ad mean stop key record hear happen military politic "
        "reform fail address servic mak director city increas foreign found across line nearly five attorney play "
        "less result offer concern consider leav economic side tell earlier provid economy fund vot primary step "
        "littl despit system man charg legislation view executiv budget legal reporter late latest money promis begin "
        "gun history focus tweet challeng measur supporter home decad suggest stand enough mark governor pay special "
        "rule conferenc reach warn defens elect someth polic company creat messag build away later immigrant better "
        "school known really behind hand tak full chairman information seek event comment great interest hope led "
        "target judg lot reason final battl email ever respons matter team hard border liberal threat victory hit "
        "other decid intelligenc grow watch process nomination important level six middl possibl women instead argu "
        "almost toward real agre serv adviser ahead bas life word live attempt anti went billion privat senior best "
        "accus futur read held return detail bring social done rate free limit describ position insuranc idea wrot "
        "requir moment seen different fac deliver death proposal shar name fall video confirm protect threaten "
        "illegal wall cost children caus worker receiv began vice authority chanc prepar actually agreement potential "
        "role sourc evidenc demand ban community given fire break often along third current staff local noth answer "
        "declar presidency agenda host district aide analysis involv check defend express thousand explain"
    ),
    0.02: (
        "front short bad weapon international strategy trad air join outsid strong pick cours coverag approv half "
        "personal fir ally nuclear black shoot feel data reveal small officer list rally recently oppos taken rul "
        "class review fear document person near benefit whos mov strik launch weekend using organization lost writ "
        "effect convention pressur blam bipartisan arm crisis respond critic amid block individual cover low market "
        "leadership figur young dozen represent approach test kind terrorist movement forward minut incom drop repeal "
        "seat together gave sent sure stay page account human eight able enforcement ground make dollar exchang "
        "violenc serious thought alway soon wrong gain surpris minority protest student sery enter biggest avoid goe "
        "shutdown men civil discuss remark global lawyer refus replac opponent visit choic midterm friend anyth larg "
        "counsel vow stag everyon propos send activist rather appeal tri assault criticism shot fiscal veteran "
        "understand aim learn opposition relat politician seven opportunity argument struggl criminal area financial "
        "prob citizen significant shift spent either letter conduct gather network woman controversial defeat debt "
        "scandal form everyth expand risk brief survey perhap mind secret updat publish higher prevent alleg wait "
        "dead crowd hundr colleg giv expert emerg longer spok los anyon impact tough travel partisan investigat favor "
        "labor especially divid sens becam book probably protection fix insist schedul brought singl articl era "
        "author game reject standard room research met criticiz goal request path operation al attention climat"
    ),
}
# The state's organs, and people and places that the news of those years was full of.
_NAMES = {
    0.24: "president republican trump hous",
    0.12: "donald whit senat continu gop congress democratic",
    0.06: "unit sen court department secretary act committe advertisement photo obamacar justic",
    0.03: (
        "enlarg suprem russia rep russian north speaker fbi november texa union capitol robert march bush florida "
        "california south sander"
    ),
    0.02: (
        "session affordabl cruz june ohio jame january mike carolina syria july representativ september berni iran "
        "iowa minister virginia amendment prim april mcconnell mexico west mitch scott"
    ),
}

SHARES = {word: share for told in (_WORDS, _NAMES) for share, words in told.items() for word in word_set(words)}
COMMON = frozenset(word for share, words in _WORDS.items() if share >= 0.03 for word in word_set(words))


def shared_expressions(one: Sequence[str], other: Sequence[str], common: frozenset[str] = COMMON) -> int:
    """How many expressions two texts share that have a word which not all news has; common are those that all have.

    Words that both have side by side are one expression ("Transport Minister Lena Osk"), and so is a word on its own.
    """
    shared = set(one) & set(other)
    expression = {word: {word} for word in shared}
    for first, second in set(pairwise(one)) & set(pairwise(other)):
        if expression[first] is not expression[second]:
            expression[first] |= expression[second]
            for word in expression[second]:
                expression[word] = expression[first]
    return len({id(words) for words in expression.values() if not words <= common})
