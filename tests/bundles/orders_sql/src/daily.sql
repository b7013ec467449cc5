USE CATALOG {{catalog}};
USE IDENTIFIER({{schema}});

CREATE OR REPLACE VIEW daily AS
SELECT order_date, count(*) AS orders FROM raw
WHERE if({{bundle_target}} = "prod", true, order_date >= '2019-08-01' AND order_date < '2019-09-01')
GROUP BY order_date;

SELECT count(*) AS days FROM daily;
