-- What changes with every heartbeat stands apart, so that a renewal writes a narrow row and not the registration.
create table worker_lease (
  worker_id        varchar(200) primary key,
  last_seen        timestamptz not null,
  interval_seconds integer     not null,
  heartbeat        text        not null
) with (fillfactor = 60);
comment on table worker_lease is 'When each worker was last heard of, the renewal interval it was told, and what it said; at most a second behind.';

insert into worker_lease
select worker_id, last_seen, 30, heartbeat from worker;
alter table worker drop column last_seen, drop column heartbeat;

-- Every change takes the next revision; a change that has seen another revision than the row's is refused.
create sequence worker_revision;
alter table worker add column revision bigint not null default nextval('coordinator.worker_revision');

-- The history is the replicas' change feed and the outbox to the router: events are read in the order of their
-- transactions, below the oldest one still running, so that none is missed.
alter table worker_event
  add column subject varchar(16) not null default 'worker' check (subject in ('worker', 'registry')),
  add column tx     xid8 not null default pg_current_xact_id(),
  add column origin varchar(64) not null default '',
  add column intent text;
create index worker_event_by_tx on worker_event (tx, event_id);
comment on table worker_event is 'Append-only history of workers and of the registry itself; docs/registry.md lists the transitions.';

-- What operators decided about an id; it outlives registrations.
create table intent (
  worker_id  varchar(200) primary key,
  intent     text        not null,
  changed_at timestamptz not null
);
comment on table intent is 'Operators'' decisions about workers: cordon, drain, weight, approval, labels, in the form of the HTTP API.';

-- How far the router has confirmed the history: the number of events told, and the last of them.
create table outbox (
  stream          varchar(64) not null primary key,
  sequence        bigint      not null default 0,
  confirmed_tx    xid8        not null default '0',
  confirmed_event bigint      not null default 0
);
insert into outbox (stream) values (gen_random_uuid()::text);

-- The coordinator's key, the same for all replicas.
create table node_key (
  one         boolean primary key default true check (one),
  private_key text not null,
  public_key  text not null
);

-- Replicas that run now; the one that has run longest does what only one has to do.
create table replica (
  replica_id varchar(64) primary key,
  started_at timestamptz not null default now(),
  seen_at    timestamptz not null
);
