"""Registers, lists and deletes webhooks. Handlers of the route table."""

from aiohttp import web
from pydantic import ValidationError
from yarl import URL

from streams.serve.answers import HookAnswer, HookRequest, HooksAnswer
from streams.serve.guard import read_body
from streams.serve.hook_book import Hook
from streams.serve.problems import Refused
from streams.serve.reading import answer_json
from streams.serve.service import Service


async def register_hook(service: Service, request: web.Request, _: object) -> web.Response:
    """Register a webhook: what happens from now on is posted there, signed, until it is taken."""
    try:
        wanted = HookRequest.model_validate_json(await read_body(request))
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}" for fault in error.errors())
        raise Refused(422, f"{'; '.join(faults)}.") from None
    if reason := service.hooks.why_refused(wanted.url):
        raise Refused(422, reason)
    hook = await service.hooks.add(wanted)
    return answer_json(_show(hook, hook.secret).model_dump_json().encode())


async def list_hooks(service: Service, request: web.Request, _: object) -> web.Response:
    """The webhooks, and how their deliveries fare."""
    shown = HooksAnswer(hooks=tuple(_show(hook, None) for hook in service.hooks.all))
    return answer_json(shown.model_dump_json().encode())


async def delete_hook(service: Service, request: web.Request, _: object) -> web.Response:
    """Forget a webhook; nothing more is posted."""
    name = request.match_info["id"]
    if not await service.hooks.remove(name):
        raise Refused(404, f"There is no hook {name!r}; /v1/hooks lists them.")
    return web.Response(status=204)


def _show(hook: Hook, secret: str | None) -> HookAnswer:
    wanted = hook.wanted
    return HookAnswer(
        id=hook.id,
        origin=str(URL(hook.url).origin()),
        secret=secret,
        estimand=wanted.estimand,
        subject=wanted.subject,
        measure=wanted.measure,
        failures=hook.failures,
        fault=hook.fault,
        disabled=hook.disabled,
    )
