CREATE TABLE public.stock (book_id bigint PRIMARY KEY REFERENCES public.books, pieces int NOT NULL);
