CREATE OR REPLACE VIEW public.totals AS SELECT coalesce(sum(cents), 0) AS total FROM public.invoices;
