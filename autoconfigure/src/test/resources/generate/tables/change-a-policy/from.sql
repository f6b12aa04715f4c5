CREATE TABLE public.t (id int, who text);
CREATE POLICY mine ON public.t USING (who = 'a');
