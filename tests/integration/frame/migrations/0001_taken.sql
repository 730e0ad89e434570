CREATE TABLE taken (
  key text PRIMARY KEY,
  times integer NOT NULL
);
