-- What history.parquet was written by: DuckDB.
COPY (
  SELECT CASE WHEN i = 7 THEN 'bad{id' ELSE 'parquet-' || i END AS id,
         CASE WHEN i = 9 THEN [1, 2]::FLOAT[] ELSE list_transform(range(16), d -> sin(i * 17 + d * d)::FLOAT) END AS vector,
         '{"row":' || i || '}' AS attributes
  FROM range(200) AS r(i) ORDER BY i
) TO 'history.parquet' (FORMAT parquet, CODEC snappy);
