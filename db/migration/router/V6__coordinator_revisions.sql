-- Every change takes the next revision; a change that has seen another revision than the row's is refused.
create sequence coordinator_revision;
alter table coordinator add column revision bigint not null default nextval('router.coordinator_revision');
