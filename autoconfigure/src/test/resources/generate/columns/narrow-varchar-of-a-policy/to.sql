CREATE TABLE public.t (id int, name varchar(10));
CREATE POLICY own ON public.t USING (name = 'a');
