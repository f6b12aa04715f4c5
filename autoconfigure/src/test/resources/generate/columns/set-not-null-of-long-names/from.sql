CREATE TABLE public."a😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀" (id int PRIMARY KEY, "b😀😀😀😀😀" int);
CREATE TABLE public.öööööööööööööööööööööööööööööö (id int PRIMARY KEY, first_of_two int, first_of_too int);
