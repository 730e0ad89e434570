-- The CSS selectors of a page whose markup says nothing.
ALTER TABLE source ADD selectors jsonb;
