select * from {{ source('nyctaxi', 'trips') }} where trip_distance > 10
