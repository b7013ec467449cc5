CREATE MATERIALIZED VIEW trips AS
SELECT pickup_zip, fare_amount, trip_distance FROM samples.nyctaxi.trips
