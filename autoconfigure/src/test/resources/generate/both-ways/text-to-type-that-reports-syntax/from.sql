CREATE TABLE public.search (id int, words text, terms text);
