CREATE TABLE public.t (id int, name varchar(20));
CREATE POLICY own ON public.t USING (name = 'a');
