CREATE TABLE public.t (a int);
CREATE TYPE public.small;
CREATE FUNCTION public.small_in(cstring) RETURNS public.small LANGUAGE internal IMMUTABLE STRICT AS $$int4in$$;
CREATE FUNCTION public.small_out(public.small) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS $$int4out$$;
CREATE TYPE public.small (INPUT = public.small_in, OUTPUT = public.small_out, LIKE = int4);
