"""Marks text for translators without translating it: the machines do that, in the reader's language."""


def say(text: str) -> str:
    """Mark an English sentence as one that people see."""
    return text
