SELECT :unset_name, :'unset_name', :"unset_name", :unset_name::text, :'unset;name', :'unset_name;';
SELECT 'a'::text, 'a' :: text, :::text, a::"unset;name", a::'x;';
SELECT a[1:2], a[:2], a[1:], a[low:high], a[:low::int], a[:"low;":'high;'];
SELECT f(a := 1), f(a:=';'), f(a:='x'), :1, :é;
SELECT :'a''b;', :"a""b;", :'', :"", :;
SELECT '{"a":"b;"}'::jsonb, '12:30;00'::time, :'a
b;' ;
SELECT :{ a }, :{?; SELECT :{;
