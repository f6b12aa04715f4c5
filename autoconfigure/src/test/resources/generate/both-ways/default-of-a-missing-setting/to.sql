CREATE TABLE doc (id int PRIMARY KEY, title text, tenant text DEFAULT current_setting('app.tenant'));
