"""Webhooks: what is told to watchers, posted to those who can't watch; signed, retried, given up after long failure.

A hook has a task that reads on in the store behind the last event that was taken, so that neither a receiver that is
away nor a restart loses an event, and none is waited for by another.
"""

import asyncio
import hmac
import secrets
import time
from collections.abc import Sequence
from hashlib import sha256

import aiohttp
import structlog
from aiohttp import hdrs
from prometheus_client import Counter
from yarl import URL

from streams.serve import queries
from streams.serve.answers import HookRequest, WatchFilter
from streams.serve.hook_book import Hook, HookBook
from streams.serve.paging import encode_list
from streams.serve.public import NotPublicError, PublicResolver, is_address, is_public
from streams.serve.store import Store
from streams.serve.watch import encode_message

SIGNATURE, DELIVERY = "Pegel-Signature", "Pegel-Delivery"
AT_ONCE = 100  # events in one delivery
ANSWER_SECONDS = 10.0  # within which a receiver must answer
PARTING_SECONDS = 2.0  # for deliveries under way when the endpoint stops
LONGEST_PAUSE_SECONDS = 3600.0
MOST_FAILURES = 15  # in a row, after which a hook is disabled; with the pauses between them some two and a half hours
MOST_HOOKS = 200

DELIVERED = Counter("pegel_hook_deliveries", "Deliveries to webhooks, by outcome", ["outcome"])
log = structlog.get_logger(__name__)


class Hooks:
    """All hooks and the tasks that serve them."""

    def __init__(
        self, book: HookBook, store: Store, following: asyncio.Event, *, private: bool, first_pause_seconds: float = 1.0
    ) -> None:
        """`following` is set while the store is up with its topics; `private`: they may call what is not public."""
        self._book = book
        self._store = store
        self._following = following
        self._private = private
        self._first_pause_seconds = first_pause_seconds
        self._hooks = {hook.id: hook for hook in book.all()}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._handing: set[asyncio.Task[Hook]] = set()  # deliveries under way

    def start(self) -> None:
        """Begin to deliver; the store must hold what it held before."""
        resolver = None if self._private else PublicResolver()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, limit_per_host=8),
            timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
        )
        for hook in self._hooks.values():
            self._begin(hook)

    async def close(self) -> None:
        """Stop; what was not taken is delivered after the next start."""
        for task in self._tasks.values():
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks.values())
        if self._handing:
            await asyncio.wait(self._handing, timeout=PARTING_SECONDS)
        for handing in self._handing:
            handing.cancel()
        await self._session.close()
        self._book.close()

    @property
    def all(self) -> Sequence[Hook]:
        """Every hook, in order of id."""
        return [self._hooks[name] for name in sorted(self._hooks)]

    def task(self, name: str) -> asyncio.Task[None]:
        """What delivers to that hook; it ends when the hook is disabled."""
        return self._tasks[name]

    def why_refused(self, url: str) -> str | None:
        """Why a hook may not call this; None where it may, as far as its address tells without being looked up."""
        try:
            host = URL(url).host
        except ValueError:
            host = None
        if not host:
            return f"{url!r} is no address that could be called."
        if not self._private and (host == "localhost" or (is_address(host) and not is_public(host))):
            return f"{host} is no public address; PEGEL_HOOKS_PRIVATE allows such."
        return None if len(self._hooks) < MOST_HOOKS else f"There are {MOST_HOOKS} hooks already; delete one."

    async def add(self, wanted: HookRequest) -> Hook:
        """Register a hook: it is told what happens from now on."""
        told = await self._store.ask(queries.told)
        about = WatchFilter(estimand=wanted.estimand, subject=wanted.subject, measure=wanted.measure)
        hook = Hook(
            id=secrets.token_hex(8),
            url=wanted.url,
            secret=wanted.secret or secrets.token_urlsafe(32),
            wanted=about,
            last=f"{told.edition}-{told.number}",
            failures=0,
            fault=None,
            disabled=False,
        )
        await self._keep(hook)
        self._begin(hook)
        return hook

    async def remove(self, name: str) -> bool:
        """Forget a hook; False where there is none."""
        if self._hooks.pop(name, None) is None:
            return False
        if task := self._tasks.pop(name, None):
            task.cancel()
        await asyncio.to_thread(self._book.remove, name)
        return True

    def _begin(self, hook: Hook) -> None:
        if not hook.disabled:
            self._tasks[hook.id] = asyncio.create_task(self._serve(hook.id), name=f"hook-{hook.id}")

    async def _serve(self, name: str) -> None:
        """Deliver what happens, each event once it was taken never again, until the hook is disabled or removed."""
        while not self._hooks[name].disabled:
            hook = self._hooks[name]
            last, messages = await self._next(hook)
            if not messages:  # nothing that has to be remembered: it would be looked at again
                self._hooks[name] = hook._replace(last=last)
                continue
            handing = asyncio.create_task(self._deliver(hook, last, messages))
            self._handing.add(handing)
            handing.add_done_callback(self._handing.discard)
            hook = await asyncio.shield(handing)  # else what was taken in the last moment would come again
            if hook.failures and not hook.disabled:
                await asyncio.sleep(min(self._first_pause_seconds * 2 ** (hook.failures - 1), LONGEST_PAUSE_SECONDS))

    async def _next(self, hook: Hook) -> tuple[str, list[str]]:
        """The next events that are wanted, and the id of the last that was looked at; waits for one."""
        await self._following.wait()
        number = self._store.number_of(hook.last)
        if number is None:  # the store was built anew, and numbers what it tells from the beginning
            told, values = await self._store.ask(queries.snapshot, hook.wanted)
            identity = f"{told.edition}-{told.number}"
            return identity, [encode_message("reset", b'{"estimates":' + encode_list(values) + b"}", identity)]
        await self._store.told_behind(self._store.edition, number)
        told, news = await self._store.ask(queries.told_behind, AT_ONCE, number)
        if not news:
            return f"{told.edition}-{told.number}", []
        messages = [
            encode_message(one.kind, one.value, f"{told.edition}-{one.number}")
            for one in news
            if hook.wanted.holds(one.estimand)
        ]
        return f"{told.edition}-{news[-1].number}", messages

    async def _deliver(self, hook: Hook, last: str, messages: Sequence[str]) -> Hook:
        """Post the events and keep what became of it; the hook as it is after that."""
        body = f'{{"events":[{",".join(messages)}]}}'.encode()
        fault, final = await self._post(hook, last, body)
        DELIVERED.labels("taken" if fault is None else "failed").inc()
        if fault is None:
            hook = hook._replace(last=last, failures=0, fault=None)
        else:
            failures = hook.failures + 1
            disabled = final or failures >= MOST_FAILURES
            hook = hook._replace(failures=failures, fault=fault, disabled=disabled)
            if disabled:
                log.warning("webhook disabled", hook=hook.id, failures=failures, reason=fault)
        if hook.id in self._hooks:  # else it was removed meanwhile
            await self._keep(hook)
        return hook

    async def _post(self, hook: Hook, last: str, body: bytes) -> tuple[str | None, bool]:
        """What went wrong, None if nothing did; and whether it is of no use to try again."""
        headers = {
            hdrs.CONTENT_TYPE: "application/json",
            SIGNATURE: sign(hook.secret, body, int(time.time())),
            DELIVERY: last,
        }
        try:
            async with self._session.post(hook.url, data=body, headers=headers, allow_redirects=False) as answer:
                fault = None if 200 <= answer.status < 300 else f"it answered {answer.status}"
                return fault, answer.status == 410
        except (aiohttp.ClientError, TimeoutError, NotPublicError) as error:
            return f"{type(error).__name__}: {error}"[:200], False

    async def _keep(self, hook: Hook) -> None:
        self._hooks[hook.id] = hook
        await asyncio.to_thread(self._book.put, hook)


def sign(secret: str, body: bytes, moment: int) -> str:
    """`t=SECONDS,v1=HEX`: HMAC-SHA256 of the seconds since 1970, a dot, and the body."""
    mac = hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256)
    return f"t={moment},v1={mac.hexdigest()}"
