CREATE TABLE public."a😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀" (id int PRIMARY KEY, "b😀😀😀😀😀" int NOT NULL);
CREATE TABLE public.öööööööööööööööööööööööööööööö (id int PRIMARY KEY, first_of_two int NOT NULL, first_of_too int NOT NULL);
