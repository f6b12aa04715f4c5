DROP TABLE accounts;
DROP FUNCTION touch();
