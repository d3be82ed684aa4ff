-- What the files beside this one were written by: DuckDB, `.read fixtures.sql` in this folder.

COPY (
  SELECT * FROM (VALUES
    ('king',   [1, 2]::FLOAT[],       '{"lang":"en"}', TIMESTAMP '2026-01-01 00:00:00.123456', 3::BIGINT, 1),
    ('queen',  [3, 4]::FLOAT[],       NULL,            NULL,                                   NULL,      2),
    (NULL,     [5, 6]::FLOAT[],       NULL,            NULL,                                   NULL,      3),
    ('half',   [7, NULL]::FLOAT[],    NULL,            NULL,                                   NULL,      4),
    ('none',   NULL,                  NULL,            NULL,                                   NULL,      5),
    ('bad{id', [8, 9]::FLOAT[],       NULL,            NULL,                                   NULL,      6),
    ('text',   [8, 9]::FLOAT[],       'no JSON',       NULL,                                   NULL,      7),
    ('long',   [8, 9]::FLOAT[],       '{"a":"' || repeat('x', 300) || '"}', NULL,              NULL,      8),
    ('empty',  []::FLOAT[],           NULL,            NULL,                                   NULL,      9),
    ('last',   [8, 9]::FLOAT[],       '{}',            NULL,                                   NULL,      10)
  ) AS t(id, vector, attributes, ts, version, other)
) TO 'fields.parquet' (FORMAT parquet, CODEC snappy);

COPY (
  SELECT * FROM (VALUES
    ('upsert', 'words', 1,  [0.1, 0.2]::DOUBLE[]),
    ('delete', 'birds', -2, NULL),
    ('move',   'words', 3,  [0.1, 0.2]::DOUBLE[])
  ) AS t(op, collection, id, vector)
) TO 'ops.parquet' (FORMAT parquet, CODEC zstd);

CREATE TABLE many AS
  SELECT 'id-' || i AS id, [i, i % 7 + 0.5, -1]::FLOAT[] AS vector FROM range(5000) AS r(i) ORDER BY i;
CREATE TABLE few AS SELECT * FROM many LIMIT 300;
COPY few TO 'uncompressed.parquet' (FORMAT parquet, CODEC uncompressed);
COPY few TO 'snappy.parquet' (FORMAT parquet, CODEC snappy);
COPY few TO 'gzip.parquet' (FORMAT parquet, CODEC gzip);
COPY many TO 'zstd.parquet' (FORMAT parquet, CODEC zstd, ROW_GROUP_SIZE 2048);
COPY few TO 'lz4.parquet' (FORMAT parquet, CODEC lz4_raw);
COPY many TO 'v2.parquet' (FORMAT parquet, CODEC zstd, ROW_GROUP_SIZE 2048, PARQUET_VERSION v2);

COPY (SELECT 'a' AS id, 'x' AS vector) TO 'unlike.parquet' (FORMAT parquet);
COPY (SELECT 'a' AS name, [1]::FLOAT[] AS vector) TO 'nameless.parquet' (FORMAT parquet);
