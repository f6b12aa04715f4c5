CREATE TABLE public.book (
    id    bigint PRIMARY KEY,
    title varchar(255)
);
