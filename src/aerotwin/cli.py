"""The `aerotwin` command."""

from __future__ import annotations

import sys

import typer

from aerotwin.commands import alerts, bundle, dashboards, jobs, pipelines, samples, server, sql, trace, ui
from aerotwin.errors import AeroTwinError

app = typer.Typer(
    name="aerotwin",
    help="Run a Databricks bundle on this machine, on open-source Spark and Delta Lake.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(alerts.app, name="alerts")
app.add_typer(bundle.app, name="bundle")
app.add_typer(dashboards.app, name="dashboards")
app.add_typer(jobs.app, name="jobs")
app.add_typer(pipelines.app, name="pipelines")
app.add_typer(samples.app, name="samples")
app.add_typer(server.app, name="server")
app.command(name="sql")(sql.run)
app.command(name="trace")(trace.run)
app.command(name="ui")(ui.run)


def main() -> None:
    """Run the command; an error for people, or of Spark, is shown without a traceback.

    Status 1: it failed, 2: it could not start.
    """
    try:
        app()
    except AeroTwinError as error:
        print(f"Error: {error}" if not str(error).startswith("Error") else str(error), file=sys.stderr)
        sys.exit(getattr(error, "status", 2))
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        # Asked by name: importing Spark's client takes longer than most commands.
        if not type(error).__module__.startswith("pyspark."):
            raise
        from aerotwin.runtime.kernels.errors import short_cause

        print(f"Error: {short_cause(type(error).__name__, str(error))}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
