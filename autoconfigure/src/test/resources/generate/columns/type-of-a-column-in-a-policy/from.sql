CREATE TABLE public.t (id int, s varchar(5));
CREATE POLICY p ON public.t USING (s = 'a');
