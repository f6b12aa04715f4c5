CREATE TABLE public.t (id int PRIMARY KEY, email text, CONSTRAINT t_mail_check CHECK (email <> ''));
CREATE INDEX t_mail ON public.t (email);
CREATE VIEW public.v AS SELECT email AS mail FROM public.t;
