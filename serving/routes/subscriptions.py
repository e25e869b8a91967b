"""/v1/subscriptions: order an edition a day, change it, see how its deliveries fare, pause it, end it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field, ValidationError

from news.errors import UnknownTimezoneError
from serving.addresses import EgressError, EgressRefusedError
from serving.bodies import JSON, content_type, no_body, parse_json, read_bytes
from serving.briefs.brief_formats import as_format, format_brief
from serving.briefs.format_names import MEDIA_TYPES, Format
from serving.briefs.subscriptions import Order, Subscriptions
from serving.conditional import NOT_MODIFIED, answer_if_changed
from serving.egress import Egress
from serving.openapi import problems, request_body, schema_ref
from serving.parameters import CursorQuery, Parameters
from serving.pipeline import Sitrep, UnknownThemeError
from serving.problems import INVALID, NOT_FOUND, UNAVAILABLE, WRONG_STATE, ProblemError, body_errors, pointer
from serving.routes.labels import WRITING
from serving.schemas.subscriptions import (
    DeliveriesOut,
    DeliveryOut,
    SubscriptionChange,
    SubscriptionIn,
    SubscriptionOut,
    SubscriptionsOut,
    delivery_out,
    subscription_out,
)
from serving.settings import Settings
from store.subscriptions import DeliveryState, Subscription

_CREATED: dict[int | str, dict[str, Any]] = {201: {"model": SubscriptionOut, "description": "Kept, and on disk"}}
_GONE: dict[int | str, dict[str, Any]] = {204: {"description": "Ended, and forgotten"}}
_PREVIEW: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The brief",
        "content": {
            media_type: {"schema": {"type": "object" if media_type.endswith("json") else "string"}}
            for media_type in MEDIA_TYPES.values()
        },
    }
}
Id = Annotated[str, Path(max_length=100)]


class DeliveriesQuery(CursorQuery):
    """Of GET /v1/subscriptions/{id}/deliveries."""

    state: DeliveryState | None = None


class PreviewQuery(Parameters):
    """Of GET /v1/subscriptions/{id}/preview."""

    format: Format | None = Field(None, description="the subscription's own when left out")


def subscription_router(sitrep: Sitrep, subscriptions: Subscriptions, settings: Settings, egress: Egress) -> APIRouter:
    """The subscription endpoints."""
    router = APIRouter(tags=["subscriptions"])

    def shown(subscription: Subscription) -> SubscriptionOut:
        return subscription_out(subscription, subscriptions.next_edition(subscription), settings)

    @router.post(
        "/v1/subscriptions",
        status_code=201,
        summary="Subscribe to an edition a day",
        openapi_extra=request_body({JSON: {"schema": schema_ref(SubscriptionIn)}}),
        responses=_CREATED | problems(*WRITING, UNAVAILABLE),
    )
    def subscribe(
        request: Request, _: Annotated[Parameters, Query()], body: Annotated[bytes, Depends(read_bytes)]
    ) -> Response:
        """Order an edition a day at a time of a zone's clocks, on some themes in the order wanted.

        It goes by mail, to a webhook, or nowhere: then its editions are kept to be fetched. The first one falls due at
        the next such time. A webhook's secret stands in this answer and nowhere else.
        """
        content_type(request, (JSON,))
        subscription = add_subscription(subscriptions, egress, parse_json(SubscriptionIn, body).order())
        answer = subscription_out(subscription, subscriptions.next_edition(subscription), settings, secret=True)
        headers = {"Location": f"/v1/subscriptions/{subscription.id}"}
        return Response(answer.model_dump_json(), 201, headers, media_type=JSON)

    @router.get("/v1/subscriptions", summary="List subscriptions, the newest first", responses=problems(UNAVAILABLE))
    def list_subscriptions(query: Annotated[CursorQuery, Query()]) -> SubscriptionsOut:
        """List subscriptions with their next edition."""
        found, following = sitrep.store.subscriptions.page(query.limit, query.cursor)
        return SubscriptionsOut(subscriptions=[shown(one) for one in found], next_cursor=following)

    @router.get(
        "/v1/subscriptions/{subscription_id}",
        summary="Show one subscription",
        responses=problems(NOT_FOUND, UNAVAILABLE),
    )
    def show_subscription(subscription_id: Id, _: Annotated[Parameters, Query()]) -> SubscriptionOut:
        """Show a subscription with its next edition."""
        return shown(sitrep.store.subscriptions.one(subscription_id))

    @router.patch(
        "/v1/subscriptions/{subscription_id}",
        summary="Change a subscription",
        openapi_extra=request_body({JSON: {"schema": schema_ref(SubscriptionChange)}}),
        responses=problems(*WRITING, NOT_FOUND, UNAVAILABLE),
    )
    def change(
        request: Request,
        subscription_id: Id,
        _: Annotated[Parameters, Query()],
        body: Annotated[bytes, Depends(read_bytes)],
    ) -> SubscriptionOut:
        """Change what is named in the body, and nothing else; `next_edition` says what follows from it.

        A day that has its edition never gets another. When another time or zone would lose today's, it is made at once.
        What is still to be sent goes to the new address. A new webhook address has a secret of its own, in this answer.
        """
        content_type(request, (JSON,))
        changed, secret = change_subscription(
            subscriptions, egress, subscription_id, parse_json(SubscriptionChange, body)
        )
        return subscription_out(changed, subscriptions.next_edition(changed), settings, secret=secret)

    @router.delete(
        "/v1/subscriptions/{subscription_id}",
        status_code=204,
        summary="End a subscription",
        dependencies=[Depends(no_body)],
        responses=_GONE | problems(*WRITING, NOT_FOUND, UNAVAILABLE),
    )
    def unsubscribe(subscription_id: Id, _: Annotated[Parameters, Query()]) -> Response:
        """Forget a subscription with its address, editions and deliveries; what is not sent yet never is."""
        sitrep.store.subscriptions.remove(subscription_id)
        return Response(status_code=204)

    @router.post(
        "/v1/subscriptions/{subscription_id}/pause",
        summary="Pause a subscription",
        dependencies=[Depends(no_body)],
        responses=problems(*WRITING, NOT_FOUND, UNAVAILABLE),
    )
    def pause(subscription_id: Id, _: Annotated[Parameters, Query()]) -> SubscriptionOut:
        """Make and send nothing until it is resumed."""
        return shown(sitrep.store.subscriptions.set_paused(subscription_id, paused=True, at=sitrep.now()))

    @router.post(
        "/v1/subscriptions/{subscription_id}/resume",
        summary="Resume a subscription",
        dependencies=[Depends(no_body)],
        responses=problems(*WRITING, NOT_FOUND, UNAVAILABLE),
    )
    def resume(subscription_id: Id, _: Annotated[Parameters, Query()]) -> SubscriptionOut:
        """Make and send editions again. What fell due while it was paused is not made up for."""
        return shown(sitrep.store.subscriptions.set_paused(subscription_id, paused=False, at=sitrep.now()))

    @router.get(
        "/v1/subscriptions/{subscription_id}/preview",
        summary="Preview the next edition",
        response_class=Response,
        responses=_PREVIEW | NOT_MODIFIED | problems(NOT_FOUND, UNAVAILABLE),
    )
    def preview(request: Request, subscription_id: Id, query: Annotated[PreviewQuery, Query()]) -> Response:
        """Write the next edition as it would be if nothing more came; nothing is kept or sent."""
        edition = subscriptions.preview(subscription_id)
        name = query.format or as_format(sitrep.store.subscriptions.one(subscription_id).format)
        base_url, address = str(request.base_url).rstrip("/"), f"/v1/subscriptions/{subscription_id}/preview"
        written = format_brief(edition, name, base_url, address, sitrep)
        return answer_if_changed(request, written.text, written.media_type)

    @router.get(
        "/v1/subscriptions/{subscription_id}/deliveries",
        summary="List a subscription's deliveries, the newest first",
        responses=problems(NOT_FOUND, UNAVAILABLE),
    )
    def list_deliveries(subscription_id: Id, query: Annotated[DeliveriesQuery, Query()]) -> DeliveriesOut:
        """List deliveries; state=dead lists those that were given up, each with its last error."""
        sitrep.store.subscriptions.one(subscription_id)
        found, following = sitrep.store.subscriptions.deliveries(
            subscription_id, query.state, query.limit, query.cursor
        )
        return DeliveriesOut(deliveries=[delivery_out(one) for one in found], next_cursor=following)

    @router.post(
        "/v1/subscriptions/{subscription_id}/deliveries/{delivery_id}/retry",
        summary="Try a dead delivery again",
        dependencies=[Depends(no_body)],
        responses=problems(*WRITING, NOT_FOUND, WRONG_STATE, UNAVAILABLE),
    )
    def retry(subscription_id: Id, delivery_id: Id, _: Annotated[Parameters, Query()]) -> DeliveryOut:
        """Put a delivery that was given up back in line, with all its tries before it."""
        sitrep.store.subscriptions.one(subscription_id)
        return delivery_out(sitrep.store.subscriptions.retry(subscription_id, delivery_id, sitrep.now()))

    return router


def add_subscription(subscriptions: Subscriptions, egress: Egress, order: Order) -> Subscription:
    """Take an order in; raises ProblemError that points at what is wrong with it."""
    try:
        if order.channel == "webhook":
            check_webhook(egress, order.target)
        return subscriptions.add(order)
    except UnknownTimezoneError as error:
        raise _at("timezone", str(error)) from error
    except UnknownThemeError as error:
        raise _at("themes", str(error)) from error


def change_subscription(
    subscriptions: Subscriptions, egress: Egress, subscription_id: str, change: SubscriptionChange
) -> tuple[Subscription, bool]:
    """Change a subscription; also whether it has a new secret. Raises ProblemError that points at what is wrong."""
    secrets = set[str]()

    def wish(subscription: Subscription) -> Order:
        secrets.add(subscription.secret)
        return change.order_of(subscription)

    try:
        if change.webhook is not None:
            check_webhook(egress, change.webhook)
        changed = subscriptions.change(subscription_id, wish)
    except ValidationError as error:
        found = body_errors(error.errors(include_url=False))
        raise ProblemError(INVALID, f"{found[0]['pointer']}: {found[0]['detail']}", found) from error
    except UnknownTimezoneError as error:
        raise _at("timezone", str(error)) from error
    except UnknownThemeError as error:
        raise _at("themes", str(error)) from error
    return changed, changed.secret not in secrets


def check_webhook(egress: Egress, url: str) -> None:
    """Refuse an address that would never be asked; one that cannot be looked up now may be there tomorrow."""
    try:
        egress.check(url)
    except EgressRefusedError as error:
        raise _at("webhook", str(error)) from error
    except EgressError:
        return


def _at(field: str, detail: str) -> ProblemError:
    where = pointer((field,))
    return ProblemError(INVALID, f"{where}: {detail}", [{"detail": detail, "pointer": where}])
