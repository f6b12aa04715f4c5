-- The schema as it was before migrations.
/* Exported by hand; /* nested */ comments included. */
CREATE TABLE accounts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    "end" date,
    note text DEFAULT 'it''s; fine'
);

CREATE OR REPLACE FUNCTION touch() RETURNS trigger AS $body$
BEGIN
    NEW.note := $$touched; $$ || NEW.note;
    RETURN NEW;
END;
$body$ LANGUAGE plpgsql;

CREATE TRIGGER accounts_touch BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION touch();
