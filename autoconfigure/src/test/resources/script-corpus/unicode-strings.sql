SELECT U&'d\0061t\+000061; ', 1;
SELECT u&'backslash at the end\', 2;
SELECT U&'d!0061t!+000061; ''!''' UESCAPE '!', 3;
SELECT U&"d\0061ta;" FROM t;
SELECT u&"a""b;" UESCAPE '!' FROM t;
SELECT U & 'x', u&y, U&'' UESCAPE '''' ;
