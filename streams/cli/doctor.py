"""`pegel doctor`; what it looks at stands in `examination`."""

import click

from streams.cli.main import pegel, run_to_end, settings_or_exit

MARKS = {"ok": "ok   ", "look": "look ", "fault": "FAULT"}


@pegel.command()
@click.option("--json", "as_json", is_flag=True, help="JSON lines for programs.")
def doctor(as_json: bool) -> None:
    """Check versions, disk, broker, topics, clock and the service, and say what to do about each fault.

    Changes nothing, and may be run while a service runs. Exits with 1 when there is a fault.
    """
    import json

    from streams.cli.examination import examine

    settings = settings_or_exit()
    faulty = False
    for finding in run_to_end(examine(settings)):
        faulty |= finding.state == "fault"
        if as_json:
            click.echo(json.dumps(finding._asdict(), ensure_ascii=False))
            continue
        click.echo(f"{MARKS[finding.state]} {finding.what}: {finding.found}")
        if finding.advice:
            click.echo(f"      {finding.advice}")
    if faulty:
        raise click.exceptions.Exit(1)
