-- chiara: how many copies are left
ALTER TABLE public.books ADD COLUMN stock integer NOT NULL DEFAULT 3;
ALTER TABLE public.books ADD CONSTRAINT books_stock_not_negative CHECK (stock >= 0);
