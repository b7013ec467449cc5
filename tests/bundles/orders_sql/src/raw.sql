-- Orders as they come.
USE CATALOG {{catalog}};
USE IDENTIFIER({{schema}});

CREATE OR REPLACE TABLE raw AS
SELECT * FROM VALUES
  (1, DATE'2019-08-01'), (2, DATE'2019-08-01'), (3, DATE'2019-08-02'), (4, DATE'2019-09-01')
AS t(order_number, order_date);
