"""What a process is told from outside: the SITREP__... variables, checked once."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    Field,
    IPvAnyNetwork,
    PositiveInt,
    SecretStr,
    ValidationError,
)

from news.errors import SitrepError

PREFIX = "SITREP__"
ROOT = Path(__file__).resolve().parent.parent  # the checkout, or the folder of the installed packages


Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Points = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Port = Annotated[int, Field(ge=1, le=65535)]
HostName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$")]
# One plain mailbox: no names, lists, comments or quoting, so that no address can smuggle in a header or a second one.
MAIL_ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)*[A-Za-z0-9-]{1,63}$"


class SettingsError(SitrepError):
    """A SITREP__... variable that is misspelled or cannot be read."""


class Settings(BaseModel, frozen=True, extra="forbid"):
    """Every setting with its default; a variable SITREP__MAX_ITEMS=32 sets max_items."""

    home: Path = ROOT / "state"  # everything Sitrep keeps; SITREP_HOME sets it
    hosts: tuple[HostName, ...] = ()  # names besides localhost under which it may be addressed, comma-separated
    allow_networks: tuple[IPvAnyNetwork, ...] = ()  # networks that feeds, pages, webhooks may ask though not public
    feed_interval_s: Seconds = 1800.0  # between polls of a feed; its publisher may ask for longer waits
    watch_folder: Path | None = None  # newsletters are taken from its files
    imap_host: str | None = None  # newsletters are taken from its mailbox, over TLS; None: from none
    imap_port: Port = 993
    imap_user: str | None = None
    imap_password: SecretStr | None = None
    imap_password_file: Path | None = None  # instead of imap_password
    imap_mailbox: str = Field("INBOX", pattern=r"^[\x20-\x7e]{1,200}$")
    public_url: str | None = Field(None, pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$")  # in mails, webhooks, feeds
    smtp_host: str | None = None  # the server that takes mail in; None: no mail is sent
    smtp_port: Port = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_password_file: Path | None = None  # instead of smtp_password
    mail_from: str | None = Field(None, pattern=MAIL_ADDRESS)  # the sender
    generator_url: str | None = Field(None, pattern=r"^https?://[^\s?#@]+$")  # OpenAI-compatible, up to /v1
    generator_model: str | None = None  # the name that this server knows its model by
    generator_key: SecretStr | None = None
    generator_key_file: Path | None = None  # instead of generator_key
    generator_folder: Path | None = None  # of a local transformers model, instead of generator_url
    generator_timeout_s: Seconds = 60.0  # for one summary; then it stays extractive
    max_body_bytes: PositiveInt = 2 * 1024 * 1024  # a long issue has 300 KB; a whole month of mail belongs in a loop
    max_items: PositiveInt = 1000  # items in one JSON request: some twenty seconds of labelling
    max_lines: PositiveInt = 2000  # lines in one NDJSON request; answers stream while the rest is labelled
    max_line_bytes: PositiveInt = 256 * 1024  # one NDJSON line
    max_pending: PositiveInt = 24  # requests at work at a time; there are 40 worker threads, reading keeps the rest
    body_timeout_s: Seconds = 30.0  # for a request's whole body to arrive
    label_threads: PositiveInt = 1  # with the cores contended, 2 were 3-12 times slower per item than 1
    rank_lead: Points = 3.0  # points of a story that an issue leads with; see news.briefing.ranking.Weights
    rank_corroboration: Points = 1.0
    rank_selection: Points = 2.0
    rank_size: Points = 0.25
    rank_theme: Points = 1.0
    rank_novelty: Points = 0.5
    rank_recency: Points = 0.25
    report_days: PositiveInt = 7  # newest days whose stored items a training run labels anew and compares
    shadow: bool = True  # a challenger labels stored items too, shown to nobody as a label
    gate_floor: Share = 0.75
    gate_theme_floor: Share = 0.65
    gate_margin: Share = 0.03  # of F1 that a theme may lose; runs that differ by their seed alone lie within it
    gate_churn: Share = 0.05  # share of the labels of stored items that may change
    gate_user_share: Share = 0.2  # of the remembered weight that one person's corrections may reach
    gate_source_share: Share = 0.1  # the same for the items of one source


def read_secret(given: SecretStr | None, file: Path | None, name: str) -> str | None:
    """A secret's words, those of its file where one is named; None when neither is set.

    name is the setting's without "_file". Raises SettingsError when the file cannot be read.
    """
    if file is None:
        return given.get_secret_value() if given else None
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{PREFIX}{name.upper()}_FILE {file}: cannot be read ({error})") from error


# What a value looks like where pydantic's sentence would be a pattern, or would not say it.
_WRITTEN = {
    "allow_networks": "write networks as 10.1.0.0/16, comma-separated, without bits of a host",
    "generator_url": "write it as http://127.0.0.1:8080/v1",
    "hosts": "write names as news.example.org, comma-separated, without scheme and port",
    "imap_mailbox": "write its name in ASCII, at most 200 characters",
    "mail_from": "write a plain address such as brief@paper.example",
    "public_url": "write it as https://sitrep.paper.example",
}
_PARSED = {
    "bool_parsing": "write true or false",
    "float_parsing": "give a number",
    "int_parsing": "give a whole number",
}
_LISTS = ("hosts", "allow_networks")  # comma-separated


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read SITREP_HOME and the SITREP__... variables; raises SettingsError naming one that does not fit.

    An empty one counts as not set, as service managers and container files write it.
    """
    values: dict[str, object] = {k[len(PREFIX) :].lower(): v for k, v in environ.items() if k.startswith(PREFIX) and v}
    for name in environ.keys() & {f"SITREP_{field.upper()}" for field in Settings.model_fields if field != "home"}:
        raise SettingsError(f"{name} is no setting; write {PREFIX}{name.removeprefix('SITREP_')}, with two underscores")
    if "home" in values:
        raise SettingsError("SITREP__HOME is no setting; the folder is named by SITREP_HOME")
    if environ.get("SITREP_HOME"):
        values["home"] = Path(environ["SITREP_HOME"]).expanduser().resolve()
    for name in _LISTS:
        if isinstance(listed := values.get(name), str):
            values[name] = tuple(entry.strip() for entry in listed.split(",") if entry.strip())
    try:
        settings = Settings.model_validate(values)
        host = urlsplit(settings.public_url or "").hostname
        return settings.model_copy(update={"hosts": (*settings.hosts, host)}) if host else settings
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = str(first["loc"][0])
        name = PREFIX + field.upper()
        if first["type"] == "extra_forbidden":
            known = [field.upper() for field in Settings.model_fields if field != "home"]
            near = get_close_matches(field.upper(), known, 1)
            every = ", ".join(PREFIX + one for one in known)
            said = f"did you mean {PREFIX}{near[0]}?" if near else f"settings are SITREP_HOME, {every}"
            raise SettingsError(f"{name}: unknown setting; {said}") from error
        wanted = _WRITTEN.get(field) or _PARSED.get(first["type"]) or first["msg"].replace("Input", "it", 1)
        raise SettingsError(f"{name}: {first['input']!r} does not fit: {wanted}") from error
