SELECT1;SELECT2;
SELECT 'formfeed;';
SELECT 3 -- commentgoes on; 
+1;
SELECT4, 'tab;', ab;
SELECT	5	;	
 	 
SELECT 6+1;
