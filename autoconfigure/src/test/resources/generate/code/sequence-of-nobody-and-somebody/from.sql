CREATE TABLE public.t (id int);
CREATE SEQUENCE public.s CYCLE CACHE 5;
