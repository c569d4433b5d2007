ALTER TABLE thing ADD COLUMN size integer;
