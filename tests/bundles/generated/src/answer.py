# Databricks notebook source
from databricks.sdk.runtime import dbutils

name = dbutils.jobs.taskValues.get(taskKey="ask", key="name")
dbutils.notebook.exit(f"{dbutils.widgets.get('greeting')} {name}")
