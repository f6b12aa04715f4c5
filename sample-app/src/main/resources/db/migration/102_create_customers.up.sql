-- ben: who buys it
CREATE TABLE customers (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name  text   NOT NULL,
    email text   NOT NULL
);

CREATE UNIQUE INDEX customers_email ON customers (lower(email));
