CREATE SEQUENCE public.numbers;
CREATE TABLE public.t (id int PRIMARY KEY, n bigint NOT NULL DEFAULT nextval('public.numbers'));
