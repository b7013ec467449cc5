-- Databricks notebook source
CREATE OR REPLACE TABLE main.default.said AS SELECT :text AS text
