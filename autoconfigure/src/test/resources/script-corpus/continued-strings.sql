SELECT 'first;'
'second;'
  'third', 1;
SELECT 'first;' -- a comment; between
  -- and another's one
  'second;', 2;
SELECT E'it\'s;'
  'plain;', 3;
SELECT E'last' -- of them; all
, 'back\', ';', 4;
SELECT U&'d\0061;'
  'ta;', X'0;'
  'F;', 5;
SELECT 'a''b'

'c;''d', 6;
SELECT E'x'
/* no continuation; but a comment's */
|| '\', 7;
SELECT E'x'
- '\', 8;
