CREATE TABLE public.order_lines (id bigint PRIMARY KEY, book_id bigint NOT NULL REFERENCES public.books, quantity int NOT NULL);
