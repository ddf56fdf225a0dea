"""Fitted parameters. Written by `benchmarks/fit.py`; change nothing by hand."""

from streams.estimate.parameters import Kind, Parameters

# crowd-sizes.jsonl d85a061935b9
# job-cuts.jsonl 8717f5e4bdba
# north-korean-troops.jsonl 3212bad58ac1
# turkey-syria-earthquake.jsonl 895b0244e8af
# 2026-11-22, mean weighted interval score on all of them: 0.1420
FITTED = Parameters(
    version=1,
    fade=1.232,
    aside=0.1746,
    newest_high=2.248,
    growth=0.4429,
    onset=0.1619,
    repeat=0.015,
    drift=0.05609,
    disagree=0.2513,
    apart=0.1892,
    kinds=(
        Kind(name="anonymous-official", lean=0.015, scatter=1.69),
        Kind(name="government", lean=-0.083, scatter=0.86),
        Kind(name="intelligence", lean=0.04, scatter=1.38),
        Kind(name="media", lean=-0.028, scatter=0.53),
        Kind(name="military", lean=-0.065, scatter=1.03),
        Kind(name="ngo", lean=-0.069, scatter=0.77),
        Kind(name="organiser", lean=0.269, scatter=0.65),
        Kind(name="police", lean=-0.177, scatter=0.53),
        Kind(name="un", lean=0.052, scatter=0.68),
    ),
)

# By the thread that was left out.
FITTED_WITHOUT = {
    "crowd-sizes": Parameters(
        version=1,
        fade=1.23,
        aside=0.1871,
        newest_high=2.278,
        growth=0.4335,
        onset=0.1628,
        repeat=0.01503,
        drift=0.05222,
        disagree=0.2879,
        apart=0.1855,
        kinds=(
            Kind(name="anonymous-official", lean=0.015, scatter=1.53),
            Kind(name="government", lean=-0.014, scatter=0.9),
            Kind(name="intelligence", lean=0.04, scatter=1.27),
            Kind(name="media", lean=-0.025, scatter=0.65),
            Kind(name="military", lean=-0.065, scatter=0.98),
            Kind(name="ngo", lean=-0.069, scatter=0.77),
            Kind(name="un", lean=0.052, scatter=0.67),
        ),
    ),
    "job-cuts": Parameters(
        version=1,
        fade=1.679,
        aside=0.1461,
        newest_high=2.229,
        growth=0.4378,
        onset=0.1548,
        repeat=0.01465,
        drift=0.1012,
        disagree=0.191,
        apart=0.2043,
        kinds=(
            Kind(name="anonymous-official", lean=0.015, scatter=1.69),
            Kind(name="government", lean=-0.083, scatter=0.86),
            Kind(name="intelligence", lean=0.04, scatter=1.38),
            Kind(name="media", lean=-0.028, scatter=0.53),
            Kind(name="military", lean=-0.065, scatter=1.03),
            Kind(name="ngo", lean=-0.069, scatter=0.77),
            Kind(name="organiser", lean=0.269, scatter=0.65),
            Kind(name="police", lean=-0.177, scatter=0.53),
            Kind(name="un", lean=0.052, scatter=0.68),
        ),
    ),
    "north-korean-troops": Parameters(
        version=1,
        fade=1.142,
        aside=0.1249,
        newest_high=2.26,
        growth=0.4414,
        onset=0.173,
        repeat=0.01472,
        drift=0.06515,
        disagree=0.1846,
        apart=0.171,
        kinds=(
            Kind(name="government", lean=-0.112, scatter=0.65),
            Kind(name="media", lean=-0.017, scatter=0.68),
            Kind(name="organiser", lean=0.269, scatter=1.77),
            Kind(name="police", lean=-0.177, scatter=1.21),
            Kind(name="un", lean=0.052, scatter=0.88),
        ),
    ),
    "turkey-syria-earthquake": Parameters(
        version=1,
        fade=1.237,
        aside=0.1964,
        newest_high=2.024,
        growth=0.4774,
        onset=0.1391,
        repeat=0.01407,
        drift=0.04685,
        disagree=0.4,
        apart=0.2217,
        kinds=(
            Kind(name="anonymous-official", lean=0.015, scatter=1.58),
            Kind(name="government", lean=-0.093, scatter=0.98),
            Kind(name="intelligence", lean=0.04, scatter=1.3),
            Kind(name="media", lean=-0.03, scatter=0.55),
            Kind(name="military", lean=-0.065, scatter=0.99),
            Kind(name="organiser", lean=0.269, scatter=0.62),
            Kind(name="police", lean=-0.177, scatter=0.52),
        ),
    ),
}
