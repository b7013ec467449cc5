{{ config(materialized='streaming_table') }}

select pickup_zip, fare_amount from stream samples.nyctaxi.trips
