CREATE SCHEMA app;
CREATE TABLE app.t (a int, b int);
CREATE STATISTICS app."a.b" (ndistinct) ON a, b FROM app.t;
COMMENT ON STATISTICS app."a.b" IS 'two';
