-- Databricks notebook source
CREATE OR REPLACE TABLE default.said AS SELECT :text AS text
