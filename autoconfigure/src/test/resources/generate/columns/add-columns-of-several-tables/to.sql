CREATE TABLE public.t (id int PRIMARY KEY, a int, b text, c uuid DEFAULT '00000000-0000-0000-0000-000000000000');
CREATE TABLE public.u (id int, c jsonb NOT NULL DEFAULT '{}', d text[]);
