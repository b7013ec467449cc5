-- After trips.sql, by what it reads.
CREATE OR REFRESH MATERIALIZED VIEW zones (CONSTRAINT has_zip EXPECT (pickup_zip IS NOT NULL) ON VIOLATION DROP ROW) AS
SELECT pickup_zip, SUM(fare_amount) AS total_fare FROM trips GROUP BY pickup_zip
