{{ config(materialized='metric_view') }}
version: 1.1
source: {{ ref('streamed_trips') }}
dimensions:
  - name: zip
    expr: pickup_zip
measures:
  - name: trips
    expr: count(1)
