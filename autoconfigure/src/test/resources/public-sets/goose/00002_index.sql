-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY pet_kind ON pet (kind);
ANALYZE pet;

-- +goose Down
DROP INDEX CONCURRENTLY pet_kind;
