"""The pages of models: the list, a run's report, and the forms that train, promote and roll back."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from news.errors import ArtifactError
from serving.learning.parts import Learning
from serving.learning.registry import Listed, PromotionError
from serving.learning.shadow import compare
from serving.learning.themes import all_names
from serving.learning.training_runs import KIND, TrainingMissingError
from serving.pipeline import Sitrep
from serving.web import model_view
from serving.web.forms import Show
from store.artifacts import Verdict
from store.jobs import JobStateError

_REFUSALS = (PromotionError, TrainingMissingError, JobStateError, ArtifactError)
_CHANGES = 12
_STANDS = {"champion": "answers now (champion)", "challenger": "tried beside it (challenger)"}
_VERDICTS = {Verdict.PASSED: "passed", Verdict.REFUSED: "refused", Verdict.UNJUDGED: "not judged"}
_ACTIONS = {"start": "answers", "promote": "let answer", "rollback": "went back to", "challenge": "tried beside it"}
_Said = Annotated[str, Form(max_length=2000)]


class ModelPages:
    """Answers the requests of /models and what lies under it."""

    def __init__(self, sitrep: Sitrep, learning: Learning, page: Show) -> None:
        self._sitrep, self._learning, self._page = sitrep, learning, page

    def add_routes(self, router: APIRouter) -> None:
        """Add the pages."""
        router.add_api_route("/models", self.models)
        router.add_api_route("/models/train", self.train, methods=["POST"])
        router.add_api_route("/models/cancel", self.cancel, methods=["POST"])
        router.add_api_route("/models/rollback", self.ask_rollback)
        router.add_api_route("/models/rollback", self.rollback, methods=["POST"])
        router.add_api_route("/models/{version}", self.model)
        router.add_api_route("/models/{version}/promote", self.ask_promote)
        router.add_api_route("/models/{version}/promote", self.promote, methods=["POST"])

    def models(self, request: Request) -> HTMLResponse:
        """List the models, with what runs, what moved and what answered when."""
        return self._list(request)

    def _list(self, request: Request, status: int = 200, problem: str = "") -> HTMLResponse:
        registry, store = self._learning.registry, self._sitrep.store
        challenger = registry.challenger
        open_jobs = store.jobs.open(KIND)
        ended = [job for job in store.jobs.page(3)[0] if job.state.ended]
        drift, names = self._learning.drift.report(), all_names(self._sitrep)
        return self._page(
            request,
            "models.html",
            status,
            problem=problem,
            models=[_row(listed) for listed in registry.everything()],
            challenger=challenger,
            shadow=compare(self._sitrep, challenger) if challenger else None,
            previous=registry.previous,
            job=open_jobs[0] if open_jobs else None,
            ended=ended,
            corrected=store.corrections.corrected_items(),
            drift=drift,
            names={theme: names.get(theme, theme) for theme in (drift.weeks[0].rates if drift.weeks else ())},
            changes=store.artifacts.changes(_CHANGES),
            actions=_ACTIONS,
        )

    def model(self, request: Request, version: str) -> HTMLResponse:
        """Show one model's run: the gate's checks, figures, plots, and what it would change."""
        listed, report = self._found(version)
        names = all_names(self._sitrep)
        stored = report.get("stored") or {}
        return self._page(
            request,
            "model.html",
            row=_row(listed),
            report=report,
            checks=listed.record.reasons if listed.record else (),
            log=self._sitrep.store.artifacts.changes_of(version),
            lineage=listed.manifest.get("lineage") or {},
            figures=model_view.figure_rows(report, names),
            ranges=model_view.ranges(report, names),
            reliability=model_view.reliability_plots(report, names),
            learning=model_view.learning_plot(report),
            stored=stored,
            changes=model_view.change_rows(stored, names),
            added=model_view.added_rows(stored, names),
            brief=model_view.brief_rows(stored, names),
            plot={"width": model_view.WIDTH, "height": model_view.HEIGHT},
        )

    def train(self, request: Request, mode: Annotated[Literal["fast", "full"], Form()] = "fast") -> Response:
        """Queue a training run."""
        return self._done(request, lambda: self._learning.training.ask(mode))

    def cancel(self, request: Request, job: Annotated[str, Form()] = "") -> Response:
        """Cancel a training run."""
        return self._done(request, lambda: self._sitrep.store.jobs.cancel(job, self._sitrep.now()))

    def ask_promote(self, request: Request, version: str) -> HTMLResponse:
        """Ask whether a model is really to answer."""
        listed, _ = self._found(version)
        refused = listed.record is not None and listed.record.verdict is Verdict.REFUSED
        return self._page(
            request,
            "model_change.html",
            heading=f"Let {version} answer?",
            action=f"/models/{version}/promote",
            champion=self._learning.registry.champion,
            to=version,
            refused=[c["sentence"] for c in listed.record.reasons if not c["passed"]]
            if refused and listed.record
            else [],
            button=f"Let {version} answer",
        )

    def promote(
        self,
        request: Request,
        version: str,
        who: _Said = "",
        reason: _Said = "",
        override: Annotated[bool, Form()] = False,
    ) -> Response:
        """Let a model answer."""
        registry = self._learning.registry
        return self._done(
            request,
            lambda: registry.promote(
                version, who=who.strip() or None, reason=reason.strip() or None, override=override
            ),
        )

    def ask_rollback(self, request: Request) -> HTMLResponse:
        """Ask whether the model before this one is really to answer again."""
        previous, champion = self._learning.registry.previous, self._learning.registry.champion
        if previous is None:
            return self._refused(request, f"{champion} is the first champion here; there is nothing to roll back to")
        return self._page(
            request,
            "model_change.html",
            heading=f"Go back to {previous}?",
            action="/models/rollback",
            champion=champion,
            to=previous,
            refused=[],
            button=f"Go back to {previous}",
        )

    def rollback(self, request: Request, to: _Said = "", who: _Said = "", reason: _Said = "") -> Response:
        """Let the model before this one answer again; `to` is the one that the form named."""
        registry = self._learning.registry
        if to and to != registry.previous:
            return self._refused(request, f"nothing goes back to {to[:80]} any more, for somebody changed what answers")
        return self._done(request, lambda: registry.rollback(who=who.strip() or None, reason=reason.strip() or None))

    def _found(self, version: str) -> tuple[Listed, dict[str, Any]]:
        store, registry = self._sitrep.store.artifacts, self._learning.registry
        record = next((r for r in store.all() if r.version == version), None)
        if record is None and version != registry.champion:
            registry.folder_of(version)  # raises NotFoundError
        return registry.listed(version, record), (store.get(version).report or {}) if record else {}

    def _done(self, request: Request, work: Callable[[], object]) -> Response:
        try:
            work()
        except _REFUSALS as error:
            return self._refused(request, str(error))
        return RedirectResponse("/models", status_code=303)

    def _refused(self, request: Request, detail: str) -> HTMLResponse:
        return self._list(request, 409, f"That was not done: {detail.rstrip('.')}.")


def _row(listed: Listed) -> dict[str, Any]:
    """An artifact as the list shows it."""
    test = listed.manifest.get("report", {}).get("test", {})
    record = listed.record
    return {
        "version": listed.version,
        "stands": ", ".join(_STANDS.get(alias, alias) for alias in listed.aliases),
        "champion": "champion" in listed.aliases,
        "verdict": _VERDICTS[record.verdict if record else Verdict.UNJUDGED],
        "refused": [check["sentence"] for check in record.reasons if not check["passed"]] if record else [],
        "kept": listed.kept,
        "released": listed.released,
        "has_report": bool(record and record.job_id),
        "created_at": str(listed.manifest.get("created_at", ""))[:10],
        "mode": (listed.manifest.get("lineage") or {}).get("mode", ""),
        "macro_f1": f"{test['macro_f1']:.3f}" if "macro_f1" in test else "",
        "interval": "{:.3f} to {:.3f}".format(*test["macro_f1_interval"]) if "macro_f1_interval" in test else "",
        "judged": test.get("items"),
    }
