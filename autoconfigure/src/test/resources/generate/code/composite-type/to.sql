CREATE TYPE public.c AS (a bigint, d text);
