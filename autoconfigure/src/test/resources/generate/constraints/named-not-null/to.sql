CREATE TABLE public.t (id int PRIMARY KEY, a int CONSTRAINT a_is_there NOT NULL, b text);
