# Databricks notebook source
def times(text, count):
    return " ".join([text] * count)
