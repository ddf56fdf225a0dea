"""One url, one article: whoever was received later holds it, in any order of arrival."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas import Article
from streams.flow.addresses import Address, settle

NOON = datetime(2024, 10, 28, 12, tzinfo=UTC)
URL = "https://zeitung.example/1"
ADDRESSES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 5)).map(
        lambda pair: Address(url=URL, article_id=pair[0], received=NOON + timedelta(seconds=pair[1]))
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda address: (address.article_id, address.received),
)


def run(addresses: list[Address]) -> tuple[Address, dict[str, Article]]:
    holder: Address | None = None
    withdrawn: dict[str, Article] = {}
    for address in addresses:
        holder, withdrawal = settle(holder, address)
        if withdrawal is not None and (
            withdrawal.id not in withdrawn or withdrawal.received > withdrawn[withdrawal.id].received
        ):
            withdrawn[withdrawal.id] = withdrawal
    assert holder is not None
    return holder, withdrawn


@given(ADDRESSES, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_holder_and_leaves_no_other_article_standing(addresses, random) -> None:
    shuffled = list(addresses)
    random.shuffle(shuffled)
    (holder, withdrawn), (other_holder, _) = run(addresses), run(shuffled)
    assert holder == other_holder == max(addresses, key=lambda address: (address.received, address.article_id))
    latest = {a.article_id: max(b.received for b in addresses if b.article_id == a.article_id) for a in addresses}
    for article_id, received in latest.items():
        if article_id != holder.article_id:
            assert withdrawn[article_id].received >= received


def test_a_new_version_of_the_same_article_withdraws_nothing() -> None:
    first = Address(url=URL, article_id="a", received=NOON)
    second = first.model_copy(update={"received": NOON + timedelta(seconds=1)})
    assert settle(first, second) == (second, None)
