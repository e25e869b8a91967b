"""Prometheus metrics of one application: requests as they end, and the pipeline's tally as it is read."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from serving.pipeline import Sitrep

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Seconds; labelling one item takes about 0.02, a long issue about 1, a full NDJSON request about 40.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class _TallyCollector(Collector):
    """Shows a Sitrep's tally."""

    def __init__(self, sitrep: Sitrep) -> None:
        self._sitrep = sitrep

    def collect(self) -> Iterator[Metric]:
        """Read the tally once and write it as metric families."""
        counts, decisions, seconds = self._sitrep.tally.read()
        for name, meaning in (
            ("items_labelled", "Items labelled"),
            ("items_stored", "Items that were new to the store"),
            ("issues_read", "Issues split"),
            ("briefs", "Briefs written"),
            ("sentences_generated", "Sentences of a generator that passed the source check"),
            ("sentences_replaced", "Sentences of a generator that did not, and were replaced by their source's"),
            ("generator_failures", "Summaries for which the generator gave no answer"),
            ("feed_polls_done", "Feed polls that went well"),
            ("feed_polls_failed", "Feed polls that failed"),
            ("corrections", "Corrections kept"),
            ("deliveries_sent", "Deliveries that were taken"),
            ("deliveries_failed", "Tries of deliveries that failed"),
            ("loop_failures", "Failures of the work beside requests: feeds, mailbox, stories, deliveries"),
        ):
            yield CounterMetricFamily(f"sitrep_{name}", meaning, value=counts.get(name, 0))
        yield CounterMetricFamily("sitrep_label_seconds", "Time spent labelling", value=seconds)
        family = CounterMetricFamily("sitrep_decisions", "Decisions by theme", labels=("theme", "decision"))
        for (theme, decision), count in sorted(decisions.items()):
            family.add_metric((theme, decision), count)
        yield family
        model = GaugeMetricFamily("sitrep_model_info", "The model in service", labels=("version", "taxonomy"))
        model.add_metric((self._sitrep.labeller.version, self._sitrep.taxonomy.version), 1)
        yield model


class Metrics:
    """One registry per application, so that two in one process do not mix."""

    def __init__(self, sitrep: Sitrep) -> None:
        """Register the request metrics and the tally."""
        self._registry = CollectorRegistry()
        names = ("method", "route", "status")
        self._requests = Counter("sitrep_requests", "Requests answered", names, registry=self._registry)
        self._latency = Histogram(
            "sitrep_request_seconds", "Time to the answer's end", ("route",), buckets=BUCKETS, registry=self._registry
        )
        self.at_work = Gauge("sitrep_requests_at_work", "Requests being answered", registry=self._registry)
        self._registry.register(_TallyCollector(sitrep))
        ProcessCollector(registry=self._registry)  # memory, processor time, open files

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request; route is the path's template, never the path."""
        self._requests.labels(method, route, str(status)).inc()
        self._latency.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self._registry)
