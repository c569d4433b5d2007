-- How many workers a coordinator's region has, as it said last; null when it does not say.
alter table coordinator add column workers integer;
