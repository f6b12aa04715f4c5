CREATE TABLE public.t (id int, s text);
CREATE POLICY p ON public.t USING (s = 'a');
