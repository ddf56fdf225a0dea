"""Quotations: the stretches of a text that stand between quotation marks of any style. Called by `claimants`."""

import re

MARK = re.compile('["„“”»«]|\n[ \t]*\n')
LONGEST = 3000  # characters; a mark that is not closed within them opens nothing
SHORTEST = 12  # characters; shorter ones are names or words held at arm's length


def quotations(text: str) -> list[tuple[int, int]]:
    """(start, end) of every quotation in order, marks included; marks of any style close what any style opened."""
    if not any(mark in text for mark in '"„“”»«'):
        return []
    found: list[tuple[int, int]] = []
    opened = None
    for mark in MARK.finditer(text):
        position, character = mark.start(), mark.group()
        if opened is None or position - opened > LONGEST:
            opened = None if character[0] == "\n" else position
        elif character[0] == "\n":
            opened = None
        elif character in "„":
            opened = position
        else:
            if position - opened >= SHORTEST:
                found.append((opened, position + 1))
            opened = None
    return found
