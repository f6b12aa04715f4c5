-- anna: first books and customers. 105 and 106 went with a branch that was given up.
INSERT INTO books (isbn, title, price_cents) VALUES
    ('9780141439471', 'Frankenstein', 899),
    ('9780141439587', 'Emma', 750),
    ('9780141439549', 'Middlemarch', 1250);

INSERT INTO customers (name, email) VALUES
    ('Ada Lovelace', 'ada@example.org'),
    ('Émilie du Châtelet', 'emilie@example.org');
