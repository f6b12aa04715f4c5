DO $$
DECLARE
    n int := 0;
BEGIN
    WHILE n < 3 LOOP
        INSERT INTO accounts (email) VALUES ('user' || n || '@example.org');
        n := n + 1;
    END LOOP;
END
$$
