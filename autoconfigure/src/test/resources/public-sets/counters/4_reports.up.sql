START TRANSACTION;
CREATE VIEW reports AS SELECT plan, count(*) AS "count; all" FROM accounts GROUP BY plan;
SAVEPOINT before_grant;
COMMENT ON VIEW reports IS E'by plan\; daily';
ROLLBACK TO before_grant;
END;

BEGIN WORK;
CREATE FUNCTION begin(of_day date) RETURNS date LANGUAGE sql AS 'SELECT of_day';
CREATE FUNCTION first_day(d date) RETURNS date
BEGIN ATOMIC
    SELECT begin(d) AS end;
    SELECT CASE WHEN extract(day FROM d) = 1 THEN d ELSE d - (extract(day FROM d)::int - 1) END;
END;
COMMIT TRANSACTION;

CREATE INDEX accounts_plan ON accounts (plan);
