"""Spark settings that a task's cluster would have been started with, for a session on a server that runs."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

VARIABLE = "AEROTWIN_SPARK_CONF"


def configure(spark: SparkSession) -> None:
    """Set what AEROTWIN_SPARK_CONF holds as JSON; what is fixed once Spark runs is named on stderr."""
    from pyspark.errors import PySparkException

    fixed = []
    for name, text in json.loads(os.environ.get(VARIABLE, "{}")).items():
        try:
            spark.conf.set(name, text)
        except PySparkException:
            # A master names one machine or a cluster: here it is this one.
            if name != "spark.master":
                fixed.append(name)
    if fixed:
        print(
            f"spark_conf of the cluster without effect, as Spark runs already: {', '.join(fixed)}",
            file=sys.stderr,
        )
