"""A small service for the client and the replay."""

from collections.abc import AsyncIterator

import pytest
from feed_service import SmallService, small_service


@pytest.fixture
async def served() -> AsyncIterator[SmallService]:
    async with small_service() as service:
        yield service
