-- The services that a worker was given: they stay its own when it moves.
alter table home add column assigned text not null default '[]';
