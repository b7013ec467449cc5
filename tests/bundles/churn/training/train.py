# Databricks notebook source
# MAGIC %md
# MAGIC ## A model from a Delta table

# COMMAND ----------

dbutils.widgets.dropdown("env", "dev", ["dev", "staging"], "Environment")
dbutils.widgets.text("experiment_name", "")
dbutils.widgets.text("table", "")

# COMMAND ----------

import mlflow
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

mlflow.set_experiment(dbutils.widgets.get("experiment_name"))

# COMMAND ----------

rng = np.random.default_rng(1)
made = pd.DataFrame({"calls": rng.poisson(3, 200), "months": rng.integers(1, 60, 200)})
made["churned"] = (made["calls"] > made["months"] / 12).astype(int)
table = dbutils.widgets.get("table")
spark.createDataFrame(made).write.mode("overwrite").saveAsTable(table)

# COMMAND ----------

rows = spark.table(table).toPandas()
with mlflow.start_run() as run:
    model = LogisticRegression().fit(rows[["calls", "months"]], rows["churned"])
    score = model.score(rows[["calls", "months"]], rows["churned"])
    mlflow.log_metric("accuracy", score)

dbutils.jobs.taskValues.set("run_id", run.info.run_id)
dbutils.jobs.taskValues.set("accuracy", float(score))
dbutils.notebook.exit(run.info.run_id)
