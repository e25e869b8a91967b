"""Which outlets belong to one publisher, so that five titles of one house do not count as five sources.

Own compilation of well-known ownership, as of 2026. A name that stands here nowhere is a publisher of its own.
"""

import re

_HOUSES: dict[str, str] = {
    "News Corp and Fox": "fox news|fox business|fox online news|fox news digital|foxnews.com|wall street journal|"
    "wsj|wsj.com|"
    "new york post|nypost.com|barron's|marketwatch|dow jones|the sun|times of london|the times|sunday times|"
    "the australian|herald sun|daily telegraph (sydney)|sky news australia|talktv",
    "Comcast": "nbc news|nbc|nbcnews.com|msnbc|cnbc|telemundo|sky news|news.sky.com|today.com|usa network",
    "Disney": "abc news|abcnews.go.com|abc (us)|espn|fivethirtyeight|good morning america",
    "Paramount": "cbs news|cbs|cbsnews.com|60 minutes|face the nation",
    "Warner Bros. Discovery": "cnn|cnn.com|cnn (web news)|cnn international|cnn - editorial|cnn politics|hln",
    "Gannett": "usa today|usatoday.com|arizona republic|detroit free press|milwaukee journal sentinel|"
    "des moines register|"
    "indianapolis star|cincinnati enquirer|tennessean|courier journal|the columbus dispatch|palm beach post",
    "Nexstar": "the hill|thehill.com|newsnation|wgn news|ktla",
    "Sinclair": "sinclair broadcast group|the national desk|wbff|komo news|wjla",
    "Axel Springer": "politico|politico.com|politico europe|business insider|insider|bild|die welt|welt|"
    "morning brew|e&e news",
    "Condé Nast": "new yorker|the new yorker|vanity fair|wired|ars technica|teen vogue|gq",
    "Advance": "the oregonian|star-ledger|nj.com|plain dealer|cleveland.com|al.com|masslive",
    "Hearst": "san francisco chronicle|houston chronicle|san antonio express-news|times union|esquire",
    "McClatchy": "miami herald|kansas city star|sacramento bee|charlotte observer|news & observer|star-telegram",
    "Tribune and MediaNews": "chicago tribune|new york daily news|baltimore sun|orlando sentinel|hartford courant|"
    "denver post|mercury news|boston herald|orange county register|pioneer press",
    "Lee": "st. louis post-dispatch|richmond times-dispatch|buffalo news|omaha world-herald|arizona daily star",
    "New York Times": "new york times|the new york times|nytimes.com|new york times - news|new york times (news)|"
    "the athletic|"
    "new york times (opinion)|new york times - opinion|wirecutter",
    "Nash Holdings": "washington post|the washington post|washingtonpost.com",
    "Vox Media": "vox|vox.com|new york magazine|nymag|the verge|the cut|intelligencer|slate podcasts|sb nation",
    "Salem": "townhall|townhall.com|hotair|hot air|redstate|twitchy|pj media|the bearing arms",
    "Daily Wire": "daily wire|the daily wire",
    "The Blaze": "theblaze.com|the blaze|blaze media|blazetv",
    "National Review": "national review|nationalreview.com",
    "IAC": "daily beast|the daily beast|people|entertainment weekly|investopedia",
    "Emerson Collective": "the atlantic|theatlantic.com",
    "Thomson Reuters": "reuters|reuters.com|thomson reuters",
    "Associated Press": "associated press|ap|ap news|apnews.com|the associated press",
    "Agence France-Presse": "afp|agence france-presse|france 24 (afp)",
    "Bloomberg": "bloomberg|bloomberg.com|bloomberg news|bloomberg government|bloomberg law",
    "BBC": "bbc|bbc news|bbc.com|bbc.co.uk|bbc world service",
    "Guardian Media Group": "the guardian|guardian|theguardian.com|the observer|guardian us",
    "DMGT": "daily mail|dailymail.com|mail on sunday|metro (uk)|the i paper|new scientist",
    "Reach": "daily mirror|the mirror|daily express|daily star|daily record|manchester evening news",
    "Telegraph Media": "the telegraph|daily telegraph|telegraph.co.uk|sunday telegraph",
    "Nikkei": "financial times|ft|ft.com|nikkei asia|nikkei",
    "Independent": "the independent|independent.co.uk|evening standard",
    "Economist Group": "the economist|economist|1843",
    "NPR": "npr|npr.org|npr online news|npr news",
    "PBS": "pbs|pbs newshour|frontline",
    "US Agency for Global Media": "voice of america|voa|radio free europe/radio liberty|rfe/rl|radio free asia|"
    "middle east broadcasting networks|radio marti",
    "Deutsche Welle": "deutsche welle|dw|dw.com",
    "France Médias Monde": "france 24|rfi|france24.com",
    "Al Jazeera Media Network": "al jazeera|aljazeera.com|al jazeera english|al jazeera america|aj+",
    "Rossiya Segodnya and RT": "rt|russia today|sputnik|ria novosti|ruptly",
    "TASS": "tass|itar-tass",
    "Xinhua": "xinhua|xinhua news agency|xinhuanet",
    "China Media Group": "cgtn|cctv|china global television network",
    "People's Daily": "people's daily|global times",
    "Alibaba": "south china morning post|scmp",
    "Le Monde group": "le monde|courrier international|huffpost france",
    "Spiegel": "der spiegel|spiegel|spiegel international|manager magazin",
    "Prisa": "el país|el pais|cadena ser|as",
    "ARD": "ard|tagesschau|ndr|wdr|br24|swr",
    "Haaretz group": "haaretz|themarker|haaretz.com",
    "Jerusalem Post group": "jerusalem post|jpost.com|walla",
    "Kyiv Independent": "kyiv independent|the kyiv independent",
    "BuzzFeed": "buzzfeed news|buzzfeed|huffpost|huffington post|tasty",
    "Washington Times": "washington times|washingtontimes.com|washington times (opinion)",
    "Breitbart": "breitbart|breitbart news|breitbart.com",
    "Newsmax": "newsmax|newsmax.com|newsmax tv|newsmax - news",
    "One America News": "oan|oann|one america news network",
    "Axios and Cox": "axios|axios.com|atlanta journal-constitution|ajc|dayton daily news",
    "TEGNA": "tegna|wusa9|king 5|kare 11|9news",
    "Scripps": "scripps news|newsy|e.w. scripps",
    "Forbes": "forbes|forbes.com",
    "Time": "time|time magazine|time.com",
    "Fortune": "fortune|fortune.com",
    "Slate": "slate|slate.com",
    "Lawfare": "lawfare|lawfare media|lawfareblog.com",
    "Future Publishing": "the week|the week - news|theweek.com|kiplinger",
    "Defense media of Sightline": "defense news|military times|army times|navy times|air force times|"
    "marine corps times|c4isrnet",
    "Atlantic Media and GovExec": "defense one|government executive|nextgov|route fifty",
}
_FAMILY = {name: house for house, names in _HOUSES.items() for name in names.split("|")}
_EXTRAS = re.compile(r"\s*\((?:news|web news|opinion|online)\)$|\s+-\s+(?:news|opinion|editorial)$|^www\.")


def family_of(outlet: str) -> str:
    """The publisher that an outlet's name or host belongs to; the name itself, in lower case, when it is not known."""
    return _known(outlet) or " ".join(outlet.split()).lower()


def is_known_outlet(name: str) -> bool:
    """Whether a name is that of an outlet whose publisher is known."""
    return _known(name) is not None


def _known(outlet: str) -> str | None:
    name = " ".join(outlet.split()).lower()
    tried = (name, _EXTRAS.sub("", name), name.removeprefix("the "), f"the {name}")
    return next((_FAMILY[one] for one in tried if one in _FAMILY), None)
