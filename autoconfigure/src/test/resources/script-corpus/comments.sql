-- above; the first
/* also; above */ SELECT 1; -- behind; it
SELECT 2 /* a; /* nested; /* twice */ ; */ ' " $$ -- */ + 1;
SELECT 3 -- quote's; $$ "
  + 1;
/**/ SELECT 4; /***/SELECT 5;/*/ ; */ SELECT 6 /* ; **/; /*;*/;
SELECT 7 /*/*;*/;*/; SELECT 8 /* ; //* ; */ ; */ ;
SELECT 9 /* *;/ * / ; */--;
;
SELECT 10/*;*/+/*;*/1--;
/* ; */;
/* a comment

with an empty line; */
SELECT 11
-- one line
-- two lines; '

, 12;
--
SELECT 13 -- the last line is a comment;
