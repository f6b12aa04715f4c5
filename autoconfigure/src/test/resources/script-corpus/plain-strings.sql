SELECT '';
SELECT '''', ';', ''';''', 'a''';
SELECT 'ends with a backslash\';
SELECT 'two\\', 'quote \'' inside; still inside';
SELECT 'over
several
lines; with an empty one

and a comment -- that is none
/* nor this', 2;
SELECT 'a' 'b;' ; SELECT'x'AS"y";
SELECT N'national; text', n'';
SELECT B'0101', b'1', X'1F;', x'';
SELECT 'tab	;', 'x'';--';
