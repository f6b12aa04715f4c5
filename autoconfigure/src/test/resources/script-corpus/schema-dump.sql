--
-- A dump as pg_dump writes it
--

SET statement_timeout = 0;
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);

--
-- Name: account; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account (
    id bigint NOT NULL,
    name text DEFAULT 'nobody; yet'::text,
    created timestamp with time zone DEFAULT now(),
    CONSTRAINT account_name_check CHECK ((name ~ '^[^;]+$'::text))
);


COMMENT ON TABLE public.account IS 'it''s; a table';

--
-- Data for Name: account; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.account (id, name, created) FROM stdin;
1	first; one	2020-01-01 00:00:00+00
2	\N	\N
3	it's\tthe \\. third	2020-01-01 00:00:00+00
\.


CREATE VIEW public.named AS
 SELECT account.id,
        CASE
            WHEN (account.name IS NULL) THEN 'none; at all'::text
            ELSE account.name
        END AS name
   FROM public.account;

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--

