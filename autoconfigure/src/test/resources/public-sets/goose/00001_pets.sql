-- +goose Up
CREATE TABLE pet (id int PRIMARY KEY, kind text);

-- +goose StatementBegin
CREATE FUNCTION kinds() RETURNS SETOF text AS $$
BEGIN
    RETURN QUERY SELECT kind FROM pet;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION kinds();
DROP TABLE pet;
