DELETE FROM customers WHERE email IN ('ada@example.org', 'emilie@example.org');
DELETE FROM books WHERE isbn IN ('9780141439471', '9780141439587', '9780141439549');
