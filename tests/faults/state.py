"""All that a reader of the endpoint can see, and how two such states differ."""

from collections import Counter
from typing import Any

import aiohttp

from tests.service.running import everything

OF_RECEIPT = {"edition", "known"}  # of a claim
OF_ORDER = ("cause", "before", "after", "revision", "episode")  # what a change tells of the claims before it


async def state(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    """Estimate, claims and changes per estimand, but for the moments of receipt and what is derived from them."""
    seen: dict[str, Any] = {}
    for estimate in await everything(session, f"{url}/v1/estimates"):
        base = f"{url}/v1/estimates/{estimate['estimand']}"
        claims = await everything(session, f"{base}/claims")
        changes = await everything(session, f"{base}/changes")
        seen[estimate["estimand"]] = {
            "estimate": estimate,
            "claims": sorted(({k: v for k, v in claim.items() if k not in OF_RECEIPT} for claim in claims), key=str),
            "changes": [{k: v for k, v in change.items() if k != "change_id"} for change in changes],
        }
    return seen


def differences(one: dict[str, Any], other: dict[str, Any], *, in_order: bool) -> list[str]:
    """What differs, a line each; empty where nothing does.

    With several partitions the claims of an estimand come from articles on all of them, in an order that no run
    repeats. Then (`in_order` false) the changes must be the same ones, each once, while what they tell of the claims
    before them may differ; and revisions must not go back.
    """
    found = [f"{estimand}: in one of them only" for estimand in sorted(one.keys() ^ other.keys())]
    for estimand in sorted(one.keys() & other.keys()):
        mine, theirs = one[estimand], other[estimand]
        found += [
            f"{estimand}: {name}: {mine['estimate'].get(name)!r} and {theirs['estimate'].get(name)!r}"
            for name in sorted(mine["estimate"].keys() | theirs["estimate"].keys())
            if mine["estimate"].get(name) != theirs["estimate"].get(name)
        ]
        if mine["claims"] != theirs["claims"]:
            found.append(f"{estimand}: {len(mine['claims'])} and {len(theirs['claims'])} claims")
        if in_order:
            if mine["changes"] != theirs["changes"]:
                found.append(f"{estimand}: {len(mine['changes'])} and {len(theirs['changes'])} changes")
        elif apart := _bare(mine["changes"]) ^ _bare(theirs["changes"]):
            found.append(f"{estimand}: changes: {sorted(apart)[:2]}")
        else:
            revisions = [change["revision"] for change in theirs["changes"]]
            if revisions != sorted(revisions, reverse=True):  # the latest change comes first
                found.append(f"{estimand}: revisions go back: {revisions}")
    return found


def _bare(changes: list[dict[str, Any]]) -> set[tuple[str, int]]:
    bare = Counter(str({k: v for k, v in change.items() if k not in OF_ORDER}) for change in changes)
    return set(bare.items())
