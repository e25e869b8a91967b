"""Words of any news: that two stories share one of them says little about either.

Stems, as `news.words.terms` gives them, that stand in three of a hundred of 22,734 articles of 2012 to 2018, without
names: what `python -m benchmarks.common_words` prints.
"""

from collections.abc import Sequence
from itertools import pairwise

from news.words import word_set

COMMON = word_set(
    "stat peopl call story campaign election government report political national new presidential party back "
    "administration plan country law right former leader official includ work issu vote federal show way bill want "
    "take policy come chang candidat end sinc group support question need public look conservativ security think run "
    "attack nation health next long going thre top point part talk deal offic senator imag million press voter help "
    "member night meet care debat opinion media well releas know follow thing another ask put win race forc try "
    "percent case pass announc clos effort world tax job post high number set start claim lead left ago turn general "
    "fight poll immigration see go sign decision action believ becom majority big statement war lawmaker term keep "
    "good clear cut nomine far face major control among program power recent expect rais second already open seem "
    "four caption least appear morn likely order spend past push toggl speech highlight came congressional interview "
    "around every several com agency problem chief took plac allow family early old move find remain hold kill get "
    "investigation speak though hour business give fact head ad mean stop key record hear happen military politic "
    "reform fail address servic mak director city increas foreign found across line nearly five attorney play less "
    "result offer concern consider leav economic side tell earlier provid economy fund vot primary step littl despit "
    "system man charg legislation view executiv budget legal reporter late latest money promis begin gun history "
    "focus tweet challeng measur supporter home decad suggest stand enough mark governor pay special rule conferenc "
    "reach warn defens elect someth polic company creat messag build away later immigrant better school known really "
    "behind hand tak full chairman information seek event comment great interest hope led target judg lot reason "
    "final battl email ever respons matter team hard border liberal threat victory hit other decid intelligenc grow "
    "watch process nomination important level six middl possibl women instead argu almost toward real agre serv "
    "adviser ahead bas life word live attempt anti went billion privat senior best accus futur read held return "
    "detail bring social done rate free limit describ position insuranc idea wrot requir moment seen different fac "
    "deliver death proposal shar name fall video confirm protect threaten illegal wall cost children caus worker "
    "receiv began vice authority chanc prepar actually agreement potential role sourc evidenc demand ban community "
    "given fire break often along third current staff local noth answer declar presidency agenda host district aide "
    "analysis involv check defend express thousand explain"
)


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
