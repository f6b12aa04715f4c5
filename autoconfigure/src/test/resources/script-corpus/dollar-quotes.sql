SELECT $$a;b$$, $$$$, $$'$$, $$"$$, $$--$$, $$/*$$;
SELECT $tag$a;$$;$other$;$TAG$;$ta$g;$tag;tag$;$tag$, 1;
SELECT $_$;$_$, $a1$;$1$;$a1$, $été$;$ete$;$été$;
SELECT $a$ $b$ ; $b$ ; $c$ $a$, 2;
SELECT $a$ ends after two $$a$, 3;
SELECT $$ ends after one $a$$, 4;
SELECT $1, $2;
SELECT $1$$;$$, $2 $$;$$;
SELECT 1$$;$$, a$b, a$$b, a$b$c, é$b$;
SELECT a$b$c FROM a$b$c;
SELECT $a;
SELECT $a b$a$;
SELECT $$
$a$
;
$$ , $x$
	$$;
$x$;
SELECT ($$)$$) , ';';
SELECT f($1)$$;$$, "a"$$;$$, 'a'$$;$$;
