CREATE TABLE public.t (id int PRIMARY KEY, mail text CHECK (mail <> ''));
CREATE INDEX t_mail ON public.t (mail);
CREATE VIEW public.v AS SELECT mail FROM public.t;
