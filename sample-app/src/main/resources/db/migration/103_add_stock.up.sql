-- chiara: how many copies are left. Begun before 104, merged after 107.
ALTER TABLE books ADD COLUMN stock integer NOT NULL DEFAULT 3;
ALTER TABLE books ADD CONSTRAINT books_stock_not_negative CHECK (stock >= 0);
