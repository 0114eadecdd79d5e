"""What a printed fact sheet has room for: one page, however much is held."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gspbrief.brief.strongest_rows import told_in_print

subjects = st.lists(st.lists(st.text(max_size=3), max_size=12), min_size=1, max_size=3)


@given(subjects, st.integers(0, 9))
def test_statements_are_shown_or_left_for_the_screen_in_their_order(told: list[list[str]], most: int) -> None:
    divided = told_in_print(*told, most=most)

    assert [[*shown, *rest] for shown, rest in divided] == told
    assert sum(len(shown) for shown, _ in divided) == min(most, sum(map(len, told)))


def test_the_subject_with_most_statements_leaves_out_first() -> None:
    (was, _), (came, more) = told_in_print(["a"], ["b", "c", "d"], most=3)

    assert (was, came, more) == (["a"], ["b", "c"], ["d"])
