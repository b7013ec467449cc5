# Databricks notebook source
import mlflow

run_id = dbutils.jobs.taskValues.get(taskKey="Train", key="run_id", debugValue="")
told = dbutils.jobs.taskValues.get("Train", "accuracy", debugValue=0.0)

# COMMAND ----------

accuracy = mlflow.get_run(run_id).data.metrics["accuracy"]
assert accuracy == told
assert accuracy > 0.8, f"not good enough: {accuracy}"
dbutils.notebook.exit(f"{accuracy:.2f}")
