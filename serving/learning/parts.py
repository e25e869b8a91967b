"""Everything that learns and changes models, put together around one pipeline."""

from serving import start
from serving.background import Background
from serving.learning import ready
from serving.learning.drift import Drift
from serving.learning.registry import Registry
from serving.learning.shadow import EVERY_S, Shadow
from serving.learning.themes import Themes
from serving.learning.training_runs import Runner, Training
from serving.pipeline import Sitrep
from serving.settings import Settings

_LOOK_S = 1.0


class Learning:
    """What asks for training, what swaps models, what measures drift; one answers as well as another."""

    def __init__(self, sitrep: Sitrep, settings: Settings) -> None:
        """Nothing is started or opened."""
        self.themes = Themes(sitrep, settings.home, start.RELEASED)
        self.registry = Registry(sitrep, settings.home, start.RELEASED, sitrep.now, load=self.themes.load)
        self.training = Training(sitrep, self.registry, settings, sitrep.now)
        self.drift = Drift(sitrep, self.registry, sitrep.now)
        self._sitrep, self._settings = sitrep, settings

    def begin(self, background: Background) -> Runner:
        """Note what answers from now on, and let jobs and the challenger be looked after; stop the runner after it."""
        self.registry.start()
        runner = Runner(self.training)
        background.add("training", _LOOK_S, runner.tick)
        background.add("themes", ready.EVERY_S, ready.Ready(self.registry, self.themes).tick)
        if self._settings.shadow:
            background.add("shadow", EVERY_S, Shadow(self._sitrep, self.registry).tick)
        return runner
