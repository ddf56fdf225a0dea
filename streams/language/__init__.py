"""What is particular to a language, as data, and the loader that returns it as one frozen `Lexicon`."""

from streams.language.lexicon import Event, Lexicon, LexiconError, Noun, Speech, UnknownLanguage
from streams.language.loading import languages, load

__all__ = ["Event", "Lexicon", "LexiconError", "Noun", "Speech", "UnknownLanguage", "languages", "load"]
