CREATE TABLE public.invoices (id bigint PRIMARY KEY, cents bigint NOT NULL);
