{{ config(materialized='materialized_view') }}

select pickup_zip, count(*) as trips from {{ ref('streamed_trips') }} group by pickup_zip
