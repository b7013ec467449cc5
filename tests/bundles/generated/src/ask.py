# Databricks notebook source
from databricks.sdk.runtime import dbutils

dbutils.jobs.taskValues.set(key="name", value="world")
