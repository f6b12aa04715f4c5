DROP INDEX accounts_plan;
BEGIN;
DROP FUNCTION first_day(date);
DROP FUNCTION begin(date);
COMMIT;
DROP VIEW reports;
