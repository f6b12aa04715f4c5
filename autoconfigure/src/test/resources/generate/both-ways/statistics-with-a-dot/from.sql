CREATE SCHEMA app;
CREATE TABLE app.t (a int, b int);
CREATE STATISTICS app."a.b" (dependencies) ON a, b FROM app.t;
COMMENT ON STATISTICS app."a.b" IS 'one';
