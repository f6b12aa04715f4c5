SELECT E'it\'s; so', 1;
SELECT e'\\', ';', e'\\\'; ', 2;
SELECT E'doubled '' and \' both; ', E'', E'''', E'\'', e'''\';''';
SELECT E'\x41\u0042\U00000043\101\r\n\;', 3;
SELECT E'a\
b; \'
c', 4;
SELECT be'not escaped\', 5;
SELECT e 'an alias; not a prefix\', 6;
SELECT "E"'x\', ';';
SELECT E'\\' || '\' || E'\'' || ';' ;
SELECT true AND E'\';' = E'\';';
