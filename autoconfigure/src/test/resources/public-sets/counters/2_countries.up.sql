CREATE TABLE countries (code char(2) PRIMARY KEY, name text NOT NULL, formerly text);
COPY countries (code, name, formerly) FROM stdin;
CZ	Czechia	Czechoslovakia; partly
FR	France	\N
DE	Germany	a\\b
\.

UPDATE countries SET name = upper(name) WHERE code = 'FR';
COPY (SELECT code FROM countries ORDER BY code) TO STDOUT;
