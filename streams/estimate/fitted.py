"""Fitted parameters. Written by `benchmarks/fit.py`; change nothing by hand."""

from streams.estimate.parameters import Parameters

# crowd-sizes.jsonl d85a061935b9
# job-cuts.jsonl 8717f5e4bdba
# north-korean-troops.jsonl 3212bad58ac1
# turkey-syria-earthquake.jsonl 895b0244e8af
# 2026-11-22, weighted interval score on the threads fitted: 0.1414
FITTED = Parameters(
    version=1,
    fade=1.22,
    aside=0.1965,
    newest_high=2.294,
    growth=0.443,
    onset=0.1554,
    repeat=0.01497,
    drift=0.05786,
    disagree=0.3148,
    apart=0.2093,
    lean=(
        ("anonymous-official", 0.015),
        ("government", -0.083),
        ("intelligence", 0.04),
        ("media", -0.028),
        ("military", -0.065),
        ("ngo", -0.069),
        ("organiser", 0.269),
        ("police", -0.177),
        ("un", 0.052),
    ),
)

# By the thread that was left out.
FITTED_WITHOUT = {
    "crowd-sizes": Parameters(
        version=1,
        fade=1.23,
        aside=0.209,
        newest_high=2.299,
        growth=0.4356,
        onset=0.1532,
        repeat=0.0151,
        drift=0.05727,
        disagree=0.3153,
        apart=0.2084,
        lean=(
            ("anonymous-official", 0.015),
            ("government", -0.014),
            ("intelligence", 0.04),
            ("media", -0.025),
            ("military", -0.065),
            ("ngo", -0.069),
            ("un", 0.052),
        ),
    ),
    "job-cuts": Parameters(
        version=1,
        fade=1.671,
        aside=0.156,
        newest_high=2.271,
        growth=0.4439,
        onset=0.1526,
        repeat=0.0149,
        drift=0.09626,
        disagree=0.2625,
        apart=0.2211,
        lean=(
            ("anonymous-official", 0.015),
            ("government", -0.083),
            ("intelligence", 0.04),
            ("media", -0.028),
            ("military", -0.065),
            ("ngo", -0.069),
            ("organiser", 0.269),
            ("police", -0.177),
            ("un", 0.052),
        ),
    ),
    "north-korean-troops": Parameters(
        version=1,
        fade=1.555,
        aside=0.1159,
        newest_high=2.282,
        growth=0.4301,
        onset=0.1722,
        repeat=0.01504,
        drift=0.0705,
        disagree=0.1953,
        apart=0.1771,
        lean=(("government", -0.112), ("media", -0.017), ("organiser", 0.269), ("police", -0.177), ("un", 0.052)),
    ),
    "turkey-syria-earthquake": Parameters(
        version=1,
        fade=1.244,
        aside=0.2511,
        newest_high=2.046,
        growth=0.4779,
        onset=0.1324,
        repeat=0.01436,
        drift=0.04919,
        disagree=0.4403,
        apart=0.2237,
        lean=(
            ("anonymous-official", 0.015),
            ("government", -0.093),
            ("intelligence", 0.04),
            ("media", -0.03),
            ("military", -0.065),
            ("organiser", 0.269),
            ("police", -0.177),
        ),
    ),
}
