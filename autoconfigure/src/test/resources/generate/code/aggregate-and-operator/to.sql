CREATE FUNCTION public.add(int, int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + $2';
CREATE AGGREGATE public.total (int) (SFUNC = public.add, STYPE = int, INITCOND = '0');
CREATE OPERATOR public.@+ (LEFTARG = int, RIGHTARG = int, FUNCTION = public.add);
