from dataclasses import replace

from databricks.bundles.core import Bundle, job_mutator
from databricks.bundles.jobs import Job


@job_mutator
def tag(bundle: Bundle, job: Job) -> Job:
    return replace(job, tags={"target": bundle.target})
