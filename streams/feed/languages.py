"""The language of a text that came without one. Called by the check on articles."""

from functools import cache
from typing import Any

CHARACTERS = 500  # of a text that are looked at: enough for certainty on all 932 newspaper articles, 0.5 ms each
LEAST_CONFIDENCE = 0.5  # below it stand figures without words, names alone and gibberish
UNKNOWN = "und"


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # here: a second and 70 MB that few runs need

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> str:
    """ISO 639 code of the text's language; `und` where its words do not tell."""
    language, confidence = _identifier().classify(text[:CHARACTERS])
    return str(language) if confidence >= LEAST_CONFIDENCE and language != "zxx" else UNKNOWN
