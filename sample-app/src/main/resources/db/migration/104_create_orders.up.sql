-- ben: who has ordered what
CREATE TABLE orders (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers
);

CREATE INDEX orders_customer ON orders (customer_id);

CREATE TABLE order_lines (
    id               bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id         bigint  NOT NULL REFERENCES orders ON DELETE CASCADE,
    book_id          bigint  NOT NULL REFERENCES books,
    quantity         integer NOT NULL CHECK (quantity > 0),
    unit_price_cents integer NOT NULL CHECK (unit_price_cents > 0)
);

CREATE INDEX order_lines_order ON order_lines (order_id);
CREATE INDEX order_lines_book ON order_lines (book_id);
