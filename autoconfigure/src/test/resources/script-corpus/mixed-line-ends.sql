SELECT 1;
SELECT2;
SELECT 'a;
b;c;' -- d;, 3;
SELECT 4 /* ;
 */;
SELECT E'a''b\'; c';SELECT 5;
