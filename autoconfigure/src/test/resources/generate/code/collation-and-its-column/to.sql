CREATE COLLATION public.german (LOCALE = 'C');
CREATE TABLE public.t (a text COLLATE public.german);
