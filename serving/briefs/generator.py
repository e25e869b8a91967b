"""What writes when the user sets a generator up: a server of the user's own, or a local model in a child process.

The server stands on this machine or in a network that SITREP__ALLOW_NETWORKS names: news is sent nowhere else. The
child belongs to the training packages, for this process loads no torch; it reads questions from its input, one JSON
line each, and is killed when an answer takes too long.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address, ip_network
from logging import getLogger
from pathlib import Path
from typing import Any, Protocol

from models.rewriting import Prompt, Rewritten, rewrite
from news.errors import SitrepError
from news.summary import Summary
from serving.addresses import EgressError, EgressRefusedError, Network, read_target
from serving.egress import Egress, FetchLimits, resolve
from serving.settings import ROOT, Settings, SettingsError, read_secret
from serving.tally import Tally

logger = getLogger(__name__)

_LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_REST_S = (
    60.0  # after a failure summaries stay extractive so long, so that no reader waits for a generator that is down
)
_MAX_TOKENS = 600
_ANSWER_BYTES = 256 * 1024
_CHILD = "training.generate"


class GeneratorError(SitrepError):
    """The generator gave no answer, or one of another form."""


class Generator(Protocol):
    """What answers a prompt; may be asked from several threads."""

    def __call__(self, prompt: Prompt) -> str:
        """The answer's text; raises GeneratorError."""

    def close(self) -> None:
        """End what it holds."""


class ChatServer:
    """An OpenAI-compatible server, asked through POST <base>/chat/completions."""

    def __init__(
        self, base_url: str, model: str, key: str | None, timeout_s: float, allowed: Sequence[Network] = ()
    ) -> None:
        """allowed: networks beside this machine in which the server may stand. Raises EgressRefusedError."""
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._model, self._key, self._timeout_s = model, key, timeout_s
        self._networks = (*_LOOPBACK, *allowed)
        address = read_target(self._url).address
        if address is not None and not self._is_near(str(address)):
            raise EgressRefusedError(f"{base_url}: {address} is neither this machine nor in SITREP__ALLOW_NETWORKS")
        self._egress = Egress(self._networks, resolve=self._near)

    def __call__(self, prompt: Prompt) -> str:
        """Ask once."""
        body = {
            "model": self._model,
            "messages": [
                {"role": "system", "content": prompt.instructions},
                {"role": "user", "content": prompt.data},
            ],
            "temperature": 0,
            "max_tokens": _MAX_TOKENS,
            "stream": False,
        }
        headers = {"content-type": "application/json", "accept": "application/json"}
        if self._key:
            headers["authorization"] = f"Bearer {self._key}"
        limits = FetchLimits(self._timeout_s, _ANSWER_BYTES, _ANSWER_BYTES, 0)
        try:
            answer = self._egress.post(self._url, json.dumps(body).encode(), headers, limits)
        except EgressError as error:
            raise GeneratorError(f"the generator's server: {error}") from error
        if answer.status != 200:
            raise GeneratorError(f"the generator's server answered {answer.status}; look at its log")
        return _content(answer.body)

    def close(self) -> None:
        """Nothing is held."""

    def _is_near(self, address: str) -> bool:
        read = ip_address(address)
        return any(read.version == network.version and read in network for network in self._networks)

    def _near(self, host: str, port: int) -> Sequence[str]:
        found = [address for address in resolve(host, port) if self._is_near(address)]
        if not found:
            raise OSError("none of its addresses is this machine's or in SITREP__ALLOW_NETWORKS")
        return found


def _content(body: bytes) -> str:
    try:
        text = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise GeneratorError("the generator's server gave no chat completion; is its address that of /v1?") from error
    if not isinstance(text, str):
        raise GeneratorError("the generator's server gave a completion without text")
    return text


class LocalModel:
    """A transformers model in a child process, started at the first question and again after it was killed."""

    def __init__(self, folder: Path, timeout_s: float) -> None:
        """folder holds config.json, safetensors weights and a tokenizer; the first answer waits for the load, too."""
        self._folder, self._timeout_s = folder, timeout_s
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def __call__(self, prompt: Prompt) -> str:
        """Ask the child; others wait, and give up when their own time is over."""
        deadline = time.monotonic() + self._timeout_s
        if not self._lock.acquire(timeout=self._timeout_s):
            raise GeneratorError(f"the local generator was busy for {self._timeout_s:g} s")
        try:
            return self._ask(prompt, deadline)
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _ask(self, prompt: Prompt, deadline: float) -> str:
        child = self._running()
        asked = {
            "instructions": prompt.instructions,
            "data": prompt.data,
            "sources": prompt.sources,
            "max_tokens": _MAX_TOKENS,
        }
        try:
            assert child.stdin is not None
            child.stdin.write(json.dumps(asked).encode() + b"\n")
            child.stdin.flush()
            line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            answer: dict[str, Any] = json.loads(line)
        except queue.Empty:
            self.close()
            raise GeneratorError(f"the local generator took longer than {self._timeout_s:g} s") from None
        except (OSError, ValueError) as error:
            self.close()
            raise GeneratorError(f"the local generator in {self._folder} ended; run: {self._command()}") from error
        if "text" not in answer:
            raise GeneratorError(f"the local generator: {answer.get('error', 'no text')}")
        return str(answer["text"])

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.close()
        self._lines = queue.SimpleQueue()
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", _CHILD, str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"PATH": os.defpath, "PYTHONUTF8": "1", "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"},
            process_group=0,  # in a session of its own its niceness would count for nothing
        )
        self._child = child
        threading.Thread(target=_pump, args=(child, self._lines), name="generator", daemon=True).start()
        return child

    def _command(self) -> str:
        return f"python -m {_CHILD} {self._folder}"


def _pump(child: subprocess.Popen[bytes], lines: "queue.SimpleQueue[bytes]") -> None:
    """Pass the child's lines on; an empty one says that it ended or wrote too much."""
    assert child.stdout is not None
    with suppress(OSError, ValueError):
        while (line := child.stdout.readline(_ANSWER_BYTES)).endswith(b"\n"):
            lines.put(line)
    lines.put(b"")


def open_generator(settings: Settings) -> Generator | None:
    """The generator that the settings name; None without one. Raises SettingsError and EgressRefusedError."""
    if settings.generator_url and settings.generator_folder:
        raise SettingsError("SITREP__GENERATOR_URL and SITREP__GENERATOR_FOLDER are both set; keep one of them")
    if settings.generator_folder:
        folder = settings.generator_folder.resolve()
        if not (folder / "config.json").is_file():
            raise SettingsError(f"SITREP__GENERATOR_FOLDER: {folder} has no config.json; name a transformers folder")
        return LocalModel(folder, settings.generator_timeout_s)
    if settings.generator_url:
        if not settings.generator_model:
            raise SettingsError("SITREP__GENERATOR_MODEL is not set; name the model that the generator's server runs")
        return ChatServer(
            settings.generator_url,
            settings.generator_model,
            read_secret(settings.generator_key, settings.generator_key_file, "generator_key"),
            settings.generator_timeout_s,
            settings.allow_networks,
        )
    return None


class Writer:
    """Puts summaries into a generator's words, as far as they pass the source check, and counts both."""

    def __init__(self, generator: Generator, tally: Tally, clock: Callable[[], float] = time.monotonic) -> None:
        """clock gives seconds that only grow."""
        self._generator, self._tally, self._clock = generator, tally, clock
        self._rests_until = float("-inf")

    def __call__(self, prompt: Prompt, summary: Summary) -> Summary:
        """The summary in other words; the same one when the generator fails or rests after a failure."""
        rewritten = self.write(prompt, summary)
        return rewritten.summary if rewritten else summary

    def write(self, prompt: Prompt, summary: Summary) -> Rewritten | None:
        """The summary in other words; None when the generator fails or rests after a failure."""
        if not summary.sentences or self._clock() < self._rests_until:
            return None
        try:
            answer = self._generator(prompt)
        except GeneratorError as error:
            logger.warning("%s", error)
            self._rests_until = self._clock() + _REST_S
            self._tally.add("generator_failures")
            return None
        rewritten = rewrite(summary, answer, prompt.max_words)
        self._tally.add("sentences_generated", rewritten.generated)
        self._tally.add("sentences_replaced", rewritten.replaced)
        return rewritten

    def close(self) -> None:
        """End the generator."""
        self._generator.close()
