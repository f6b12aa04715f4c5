CREATE FUNCTION one() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
create or replace function two(a int, b text default 'x;') returns int
begin atomic
  select case when a = 1 then case b when 'x' then 2 else 3 end else 4 end;
  insert into t values (1); -- end
  select 'end;', "end;", $$end;$$; /* end; */
end;
CREATE PROCEDURE three() BEGIN ATOMIC END; SELECT 1;
CREATE /* or */ PROCEDURE four(begin int, "end" int) LANGUAGE sql BEGIN ATOMIC
  SELECT (CASE WHEN true THEN 1 END);
  SELECT CASE b WHEN 1 THEN (SELECT max(CASE WHEN true THEN 1 END) FROM t) END;
  DELETE FROM t;
END; SELECT 2;
CREATE FUNCTION five() RETURNS int RETURN CASE WHEN true THEN 1 ELSE 2 END; SELECT 3;
CREATE FUNCTION six() RETURNS int AS 'BEGIN; SELECT 1; END' LANGUAGE sql; SELECT 4;
