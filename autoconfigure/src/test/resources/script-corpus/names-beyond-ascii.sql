CREATE TABLE größe (straße text, "naïve;" text, 表 int, 😀 int);
INSERT INTO größe VALUES ('ß;', 'é;', 表, '😀;'); SELECT été$x$y, é'x;', $é$;$é$;
SELECT a b, 'a ;',  1 ;
SELECT 2; SELECT begın, ſet, COMMıT;
SELECT 'é', '🏳️‍🌈;', 'a​;', '﻿;';
﻿SELECT 3;
