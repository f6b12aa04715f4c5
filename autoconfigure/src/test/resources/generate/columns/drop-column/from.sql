CREATE TABLE public.t (id int, bio text NOT NULL DEFAULT 'x' CHECK (bio <> ''));
COMMENT ON COLUMN public.t.bio IS 'about';
