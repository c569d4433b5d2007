CREATE OR REPLACE VIEW second.seen AS SELECT count(*) AS things FROM first.thing;
