-- Domains, enums, partitions, views, functions and triggers, as a rental business has them.
CREATE TYPE public.rating AS ENUM ('G', 'PG', 'PG-13', 'R');
CREATE DOMAIN public.year AS integer CONSTRAINT year_check CHECK (VALUE >= 1901 AND VALUE <= 2155);
CREATE FUNCTION public.last_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.last_update = CURRENT_TIMESTAMP;
    RETURN NEW;
END $$;
CREATE TABLE public.actor (
    actor_id serial PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL,
    last_update timestamptz NOT NULL DEFAULT now());
CREATE TABLE public.film (
    film_id serial PRIMARY KEY, title text NOT NULL, release public.year, rating public.rating DEFAULT 'G',
    features text[], fulltext tsvector NOT NULL, last_update timestamptz NOT NULL DEFAULT now(),
    rental_rate numeric(4, 2) DEFAULT 4.99 NOT NULL);
CREATE TABLE public.film_actor (
    actor_id integer REFERENCES public.actor ON UPDATE CASCADE ON DELETE RESTRICT,
    film_id integer REFERENCES public.film ON UPDATE CASCADE ON DELETE RESTRICT, PRIMARY KEY (actor_id, film_id));
CREATE TABLE public.payment (payment_id integer NOT NULL, amount numeric(5, 2) NOT NULL, paid timestamptz NOT NULL,
    PRIMARY KEY (paid, payment_id)) PARTITION BY RANGE (paid);
CREATE TABLE public.payment_p2022_01 PARTITION OF public.payment FOR VALUES FROM ('2022-01-01 00:00:00+00') TO ('2022-02-01 00:00:00+00');
CREATE TABLE public.payment_p2022_02 PARTITION OF public.payment FOR VALUES FROM ('2022-02-01 00:00:00+00') TO ('2022-03-01 00:00:00+00');
CREATE INDEX film_fulltext ON public.film USING gist (fulltext);
CREATE INDEX film_title ON public.film (title);
CREATE INDEX payment_amount ON public.payment (amount) WHERE amount > 0;
CREATE TRIGGER film_fulltext_trigger BEFORE INSERT OR UPDATE ON public.film FOR EACH ROW
    EXECUTE FUNCTION tsvector_update_trigger('fulltext', 'pg_catalog.english', 'title');
CREATE TRIGGER last_updated BEFORE UPDATE ON public.actor FOR EACH ROW EXECUTE FUNCTION public.last_updated();
CREATE FUNCTION public.group_concat_step(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $_$
SELECT CASE WHEN $2 IS NULL THEN $1 WHEN $1 IS NULL THEN $2 ELSE $1 || ', ' || $2 END
$_$;
CREATE AGGREGATE public.group_concat(text) (SFUNC = public.group_concat_step, STYPE = text);
CREATE VIEW public.actor_info AS
    SELECT a.actor_id, a.first_name, public.group_concat(DISTINCT f.title) AS films, extract(year FROM max(f.last_update)) AS y
    FROM public.actor a LEFT JOIN public.film_actor fa ON a.actor_id = fa.actor_id LEFT JOIN public.film f ON fa.film_id = f.film_id
    GROUP BY a.actor_id, a.first_name;
CREATE VIEW public.cheap AS SELECT film_id, title, upper(title) AS loud FROM public.film WHERE rental_rate < 2 OR title LIKE 'A.%';
CREATE MATERIALIZED VIEW public.rented AS SELECT date_trunc('month', paid) AS month, sum(amount) AS total FROM public.payment GROUP BY 1;
CREATE UNIQUE INDEX rented_month ON public.rented (month);
CREATE FUNCTION public.films_of(p_actor integer, OUT films integer) LANGUAGE sql STABLE
    RETURN (SELECT count(*)::integer FROM public.film_actor WHERE actor_id = p_actor);
COMMENT ON VIEW public.cheap IS 'for the window';
