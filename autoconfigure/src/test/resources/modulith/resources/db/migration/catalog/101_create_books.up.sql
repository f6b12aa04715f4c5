CREATE TABLE public.books (id bigint PRIMARY KEY, title text NOT NULL);
