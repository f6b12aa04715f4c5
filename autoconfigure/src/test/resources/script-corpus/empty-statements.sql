;;
 ; ;; SELECT 1;; ;
-- nothing; here
; /* nor here */ ; -- or here
;
/* before */ -- and behind
; SELECT 2 ;
;SELECT 3;/**/;SELECT 4 /**/ ;
/* the end */ -- of it
