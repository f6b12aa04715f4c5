-- ben: who buys, and what
CREATE TABLE public.customers (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name  text   NOT NULL,
    email text   NOT NULL
);
CREATE UNIQUE INDEX customers_email ON public.customers (lower(email));

CREATE TABLE public.orders (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES public.customers
);
CREATE INDEX orders_customer ON public.orders (customer_id);

CREATE TABLE public.order_lines (
    id               bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id         bigint  NOT NULL REFERENCES public.orders ON DELETE CASCADE,
    book_id          bigint  NOT NULL REFERENCES public.books,
    quantity         integer NOT NULL CHECK (quantity > 0),
    unit_price_cents integer NOT NULL CHECK (unit_price_cents > 0)
);
CREATE INDEX order_lines_order ON public.order_lines (order_id);
CREATE INDEX order_lines_book ON public.order_lines (book_id);
