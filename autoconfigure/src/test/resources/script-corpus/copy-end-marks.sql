COPY t FROM STDIN (FORMAT csv);
\. 
 \.
\.	
\..
"\."
\.\.
\.;
a\.
\
.

\.
COPY t FROM STDIN;
\.
SELECT 1;
COPY t FROM STDIN;
1
\.
