SELECT 1, 1.5, .5, 5., 1e5, 1.5e-5, 1E+5;
SELECT a[1..2], 1..2;
SELECT 0x1F, 0o17, 0b11, 1_000_000;
SELECT 1a$b$c; SELECT 2 $b$;$b$;
SELECT 1e'back\'; SELECT 2;
SELECT 1$b$;$b$, $1a$b$c; SELECT 3;
SELECT 1_0$b$c; SELECT 0x$b$c; SELECT 1ea$b$c;
