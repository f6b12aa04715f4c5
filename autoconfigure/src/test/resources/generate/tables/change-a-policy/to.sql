CREATE TABLE public.t (id int, who text);
CREATE POLICY mine ON public.t AS RESTRICTIVE FOR UPDATE USING (who = 'b') WITH CHECK (who = 'c');
