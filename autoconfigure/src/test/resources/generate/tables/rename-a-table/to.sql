CREATE TABLE public.client (id int, name text, CONSTRAINT customer_pkey PRIMARY KEY (id));
CREATE INDEX by_name ON public.client (name);
