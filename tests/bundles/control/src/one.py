# Databricks notebook source
dbutils.widgets.text("item", "")
dbutils.widgets.text("count", "0")

# COMMAND ----------

# MAGIC %run ./shared

# COMMAND ----------

dbutils.notebook.exit(times(dbutils.widgets.get("item"), int(dbutils.widgets.get("count"))))
