"""The client of a running service: posts articles and rows, reads estimates, watches. Called by the command line."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import aiohttp
import orjson

from schemas import Change, Claim, DeadLetter, Estimate, Explanation, Rejected, Ruling, WeighedClaim
from streams.feed.intake import Accepted

NDJSON = "application/x-ndjson"
PATIENCE_SECONDS = 60.0  # for a service that was reached before and is away or busy now
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.1, 5.0
ANSWER_SECONDS = 120.0  # for one request
PAGE = 500
LONGEST_EVENT_BYTES = 64 * 1024 * 1024  # a snapshot holds every estimate
TOO_MUCH = 429
BUSY = frozenset({TOO_MUCH, 502, 503, 504})
NOBODY_THERE = (aiohttp.ClientConnectorError, aiohttp.InvalidURL)


class ServiceError(Exception):
    """The service can't be reached or refused; the message says what to do."""


class Service:
    """A service at an address. Writes that are repeated after a lost connection do no harm: ids come from content."""

    def __init__(self, address: str, token: str = "", patience_seconds: float = PATIENCE_SECONDS) -> None:
        """`token` is what the service wants of writers; empty: nothing."""
        self.address = address.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._patience_seconds = patience_seconds
        self._reached = False

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=ANSWER_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout, read_bufsize=2**20, headers=self._headers)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def articles(self, lines: Sequence[bytes]) -> list[Accepted | Rejected]:
        """Post the articles, one JSON object a line; an answer for each, in order."""
        return await self._post("/v1/articles", lines)

    async def claims(self, lines: Sequence[bytes]) -> list[Accepted | Rejected]:
        """Post gathered rows, one JSON object a line; an answer for each, in order."""
        return await self._post("/v1/claims", lines)

    async def reread(self) -> int:
        """Have the stored articles read again; how many they are."""
        answer = orjson.loads(await self._ask("POST", "/v1/reread", body=b"", content_type="application/json"))
        return int(answer["articles"])

    async def rule(self, said: Mapping[str, Any]) -> Ruling:
        """Make a ruling; `said` as in `RulingSubmission`."""
        body = orjson.dumps(said)
        return to_ruling(await self._ask("POST", "/v1/rulings", body=body, content_type="application/json"))

    async def withdraw_ruling(self, ruling_id: str, signed: Mapping[str, str]) -> Ruling:
        """Withdraw a ruling; `signed` holds author and reason."""
        path, body = f"/v1/rulings/{quote(ruling_id, safe='')}", orjson.dumps(signed)
        return to_ruling(await self._ask("DELETE", path, body=body, content_type="application/json"))

    async def rulings(self) -> list[Ruling]:
        """All rulings, the latest first, withdrawn ones included."""
        return [to_ruling(orjson.dumps(item)) async for item in self._items("/v1/rulings")]

    async def dead_letters(self) -> list[dict[str, Any]]:
        """Messages that are set aside, the latest first, without their bytes."""
        return [item async for item in self._items("/v1/dead")]

    async def dead_letter(self, letter_id: str) -> DeadLetter:
        """One of them, whole."""
        answer = await self._ask("GET", f"/v1/dead/{quote(letter_id, safe='')}")
        return DeadLetter.model_validate_json(answer, extra="ignore")

    async def redrive(self, letter_id: str) -> None:
        """Publish the message of one of them again."""
        path = f"/v1/dead/{quote(letter_id, safe='')}/redrive"
        await self._ask("POST", path, body=b"", content_type="application/json")

    async def estimates(self) -> list[Estimate]:
        """All estimates, in order of estimand."""
        return [to_estimate(item) async for item in self._items("/v1/estimates")]

    async def estimate(self, estimand: str, aspect: Mapping[str, str]) -> Estimate:
        """One estimate; `aspect` holds what is asked of it, as the endpoint names it: place, episode, at, for."""
        return to_estimate(orjson.loads(await self._ask("GET", f"/v1/estimates/{quote(estimand)}", aspect)))

    async def explain(self, estimand: str, aspect: Mapping[str, str]) -> Explanation:
        """One estimate with every claim behind it, the weightiest first; `aspect` as for `estimate`."""
        claims: list[WeighedClaim] = []
        following: dict[str, str] = {}
        while True:
            parameters = {**aspect, "limit": str(PAGE), **following}
            answer = await self._ask("GET", f"/v1/estimates/{quote(estimand)}/explain", parameters)
            page = Explanation.model_validate_json(answer, extra="ignore")
            claims.extend(page.claims)
            if page.next is None:
                return page.model_copy(update={"claims": tuple(claims)})
            following = {"after": page.next}

    async def claims_about(self, estimand: str, most: int) -> list[Claim]:
        """The claims about an estimand (each mention by itself), the latest reported first, at most so many."""
        found: list[Claim] = []
        following: dict[str, str] = {}
        while len(found) < most:
            parameters = {"limit": str(min(PAGE, most - len(found))), **following}
            page = orjson.loads(await self._ask("GET", f"/v1/estimates/{quote(estimand)}/claims", parameters))
            found += [Claim.model_validate_json(orjson.dumps(item), extra="ignore") for item in page["items"]]
            if page["next"] is None:
                break
            following = {"after": page["next"]}
        return found

    async def estimands(self, beginning: str, most: int) -> list[str]:
        """Ids of estimands that begin like this, the most told first."""
        parameters = {"limit": str(most), "sort": "claimants"} | ({"text": beginning} if beginning else {})
        page = orjson.loads(await self._ask("GET", "/v1/estimands", parameters))
        return [item["estimand"] for item in page["items"] if item["estimand"].startswith(beginning)]

    async def settled(self, at_most_seconds: float) -> None:
        """Return when all that was accepted is visible; `ServiceError` when it is not within that time."""
        try:
            async with asyncio.timeout(at_most_seconds):
                while orjson.loads(await self._ask("GET", "/v1/lag"))["total"]:
                    await asyncio.sleep(FIRST_PAUSE_SECONDS)
        except TimeoutError:
            raise ServiceError(f"{self.address} is still at work after {at_most_seconds:g} seconds") from None

    async def await_ready(self, patience_seconds: float) -> None:
        """Return as soon as the service answers rightly; `ServiceError` when it still does not after that time."""
        try:
            async with asyncio.timeout(patience_seconds):
                pause = FIRST_PAUSE_SECONDS
                while not await self._is_ready():
                    await asyncio.sleep(pause)
                    pause = min(pause * 1.5, 1.0)
        except TimeoutError:
            raise ServiceError(f"{self.address} was not ready within {patience_seconds:g} seconds") from None

    async def _is_ready(self) -> bool:
        try:
            async with self._session.get(f"{self.address}/ready") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    async def watch(self) -> AsyncIterator[tuple[Estimate, ...] | Estimate | Change]:
        """All estimates, then each estimate and change as it happens; what was missed after the connection was lost.

        All estimates come anew where the service can't tell any more what was missed.
        """
        last: str | None = None
        while True:
            try:
                async for identity, kind, data in self._events(last):
                    last = identity
                    if kind in {"snapshot", "reset"}:
                        yield tuple(to_estimate(item) for item in orjson.loads(data)["estimates"])
                    elif kind == "estimate":
                        yield to_estimate(orjson.loads(data))
                    elif kind == "change":
                        yield Change.model_validate_json(data, extra="ignore")
            except (aiohttp.ClientError, TimeoutError) as error:
                self._reached |= not isinstance(error, NOBODY_THERE)
                if not self._reached:
                    raise self._unreachable(error) from error
            await asyncio.sleep(FIRST_PAUSE_SECONDS)
            await self.await_ready(self._patience_seconds)

    async def _events(self, last: str | None) -> AsyncIterator[tuple[str | None, str, bytes]]:
        """Id, kind and data of each event behind the last one."""
        headers = {"Last-Event-ID": last} if last else None
        async with self._session.get(f"{self.address}/v1/watch", headers=headers) as response:
            self._reached = True
            if response.status in BUSY:
                return
            if response.status != 200:
                raise ServiceError(_explain(response.status, await response.read()))
            kind, data = "", []
            async for line in _lines(response.content):
                name, _, value = line.partition(b": ")
                if name == b"event":
                    kind = value.decode()
                elif name == b"id":
                    last = value.decode()
                elif name == b"data":
                    data.append(value)
                elif not line and data:
                    yield last, kind, b"\n".join(data)
                    data = []

    async def _items(self, path: str) -> AsyncIterator[Any]:
        """All items of a list, page by page."""
        parameters = {"limit": str(PAGE)}
        while True:
            page = orjson.loads(await self._ask("GET", path, parameters))
            for item in page["items"]:
                yield item
            if page["next"] is None:
                return
            parameters["after"] = page["next"]

    async def _post(self, path: str, lines: Sequence[bytes]) -> list[Accepted | Rejected]:
        body = await self._ask("POST", path, body=b"\n".join(lines) + b"\n", content_type=NDJSON)
        receipts = orjson.loads(body)["results"]
        if len(receipts) != len(lines):
            raise ServiceError(f"{self.address} answered for {len(receipts)} of {len(lines)} lines")
        return [
            Accepted(receipt["id"], receipt["claim_id"])
            if receipt["status"] == "accepted"
            else Rejected(reason=receipt["reason"], article_id=receipt["id"])
            for receipt in receipts
        ]

    async def _ask(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str] | None = None,
        *,
        body: bytes | None = None,
        content_type: str | None = None,
    ) -> bytes:
        """The body of the answer. Waits for a service that is busy, or that was reached before and is away."""
        headers = {"Content-Type": content_type} if content_type else None
        ends_at = asyncio.get_running_loop().time() + self._patience_seconds
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                async with self._session.request(
                    method, self.address + path, params=parameters, data=body, headers=headers
                ) as response:
                    self._reached = True
                    answer = await response.read()
                    if response.status < 300:
                        return answer
                    refusal: Exception = ServiceError(_explain(response.status, answer))
                    if response.status not in BUSY:
                        raise refusal
                    told = _retry_after(response.headers)
                    wait = told or pause
                    if response.status == TOO_MUCH and told:  # it is at work, and however long that takes, it ends
                        ends_at = asyncio.get_running_loop().time() + wait + self._patience_seconds
            except (aiohttp.ClientError, TimeoutError) as error:
                self._reached |= not isinstance(error, NOBODY_THERE)
                refusal, wait = self._unreachable(error), pause
                if not self._reached:
                    raise refusal from error
            if asyncio.get_running_loop().time() + wait > ends_at:
                raise refusal
            await asyncio.sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _unreachable(self, error: Exception) -> ServiceError:
        if isinstance(error, aiohttp.InvalidURL):
            return ServiceError(f"{self.address!r} is no address; write http://HOST:PORT")
        if self._reached:
            return ServiceError(f"the service at {self.address} is gone: {error or type(error).__name__}")
        return ServiceError(f"no service at {self.address}: start it with `pegel run`")


def to_ruling(body: bytes) -> Ruling:
    """A ruling from the wire; fields of a newer service are skipped."""
    return Ruling.model_validate_json(body, extra="ignore")


def to_estimate(item: Mapping[str, Any]) -> Estimate:
    """An estimate from the wire; fields of a newer service are skipped."""
    return Estimate.model_validate_json(orjson.dumps(item), extra="ignore")


def _explain(status: int, body: bytes) -> str:
    """What a problem document says, or the status alone where there is none."""
    try:
        problem = orjson.loads(body)
        return str(problem.get("detail") or problem["title"])
    except (ValueError, KeyError, AttributeError):
        return f"the service answered {status} without a reason"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else None


async def _lines(content: aiohttp.StreamReader) -> AsyncIterator[bytes]:
    """Lines of any length, without their ends; the reader's own have a limit."""
    rest = b""
    async for chunk in content.iter_any():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.removesuffix(b"\r")
        if len(rest) > LONGEST_EVENT_BYTES:
            raise ServiceError("the service sent an event without end")
