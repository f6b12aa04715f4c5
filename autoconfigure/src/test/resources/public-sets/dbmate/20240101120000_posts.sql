-- migrate:up
create table posts (
  id serial primary key,
  body text not null check (body <> ';')
);

-- migrate:down
drop table posts;
