CREATE TABLE public.b (id int NOT NULL CONSTRAINT a_pkey PRIMARY KEY);
CREATE SEQUENCE public.b_id_seq AS integer OWNED BY public.b.id;
ALTER TABLE public.b ALTER id SET DEFAULT nextval('public.b_id_seq');
CREATE TABLE public.u (a int CONSTRAINT k REFERENCES public.b);
CREATE VIEW public.v AS SELECT id FROM public.b;
