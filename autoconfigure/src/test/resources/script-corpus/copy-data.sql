COPY t FROM STDIN;
1	it's; so
2	SELECT 'a; -- "b
/*	$$
\N	\\N
\.x	\.
 \.	x
\\.
x\.
\.
SELECT 1;
copy public.t (a, "b;", c) from stdin with (format csv, delimiter ';');
1;"a;b
\.x
c";2
"COPY t FROM STDIN;"

-- not a comment
\.
COPY "T;" FROM stdin; -- behind; it's a comment
\.
/* hint */ COPY t(a) -- why; so
FROM /* ( */
STDIN
WHERE a > 0
;

;
SELECT 'data; not SQL';
\.

COPY t TO STDOUT; COPY (SELECT 1; SELECT 2) TO STDOUT; COPY t TO 'stdin'; SELECT 2;
COPY stdin FROM 'file'; COPY t FROM PROGRAM 'from stdin;'; SELECT 3;
COPY BINARY stdin FROM STDIN;
x
\.
COPY t FROM STDOUT;
it is read all the same;
\.
SELECT 4
