CREATE TABLE public.a (id int PRIMARY KEY, new_x int, new_y int);
CREATE UNIQUE INDEX a_xy ON public.a (new_x, new_y);
CREATE TABLE public.b (x int, y int);
CREATE UNIQUE INDEX b_xy ON public.b (x, y);
ALTER TABLE public.b ADD CONSTRAINT b_a FOREIGN KEY (x, y) REFERENCES public.a (new_x, new_y);
ALTER TABLE public.a ADD CONSTRAINT a_b FOREIGN KEY (new_x, new_y) REFERENCES public.b (x, y);
