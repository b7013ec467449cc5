{{ config(materialized='view') }}
select day from {{ ref('daily') }} order by orders desc limit 1
