CREATE TABLE public.t (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE public.t_2025 PARTITION OF public.t FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX t_day ON public.t (day);
