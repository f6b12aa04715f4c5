-- anna: what the shop sells
CREATE TABLE public.books (
    id          bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    isbn        text    NOT NULL UNIQUE,
    title       text    NOT NULL,
    price_cents integer NOT NULL CHECK (price_cents > 0)
);
