-- The coordinators known to the router. A row is a registration; it is written before it is acknowledged.
create table coordinator (
  coordinator_id varchar(200) primary key,
  tunnel_url     varchar(2048) not null,
  location       varchar(200)  not null,
  dht_port       integer,
  source_address varchar(64)   not null,
  services       text          not null,
  registered_at  timestamptz   not null,
  last_seen      timestamptz   not null
);

-- Where each worker that came through the router lives, and what it said when it registered last.
create table home (
  worker_id      varchar(200) primary key,
  coordinator_id varchar(200) not null,
  home_epoch     bigint       not null,
  tunnel_url     varchar(2048) not null,
  registration   text         not null,
  registered_at  timestamptz  not null,
  last_seen      timestamptz  not null
);
create index home_by_coordinator on home (coordinator_id);

-- Workers that moved away from a coordinator which does not know it yet.
create table release (
  coordinator_id varchar(200) not null,
  worker_id      varchar(200) not null,
  home_epoch     bigint       not null,
  primary key (coordinator_id, worker_id)
);

-- Every transition of every coordinator and home, never changed afterwards.
create table router_event (
  event_id       bigint generated always as identity primary key,
  subject        varchar(16)  not null check (subject in ('coordinator', 'worker')),
  subject_id     varchar(200) not null,
  at             timestamptz  not null,
  transition     varchar(32)  not null,
  reason         varchar(500) not null,
  coordinator_id varchar(200),
  tunnel_url     varchar(2048),
  location       varchar(200),
  home_epoch     bigint       not null default 0
);
create index router_event_by_subject on router_event (subject, subject_id, event_id);
create index router_event_by_time on router_event (at);
comment on table router_event is 'Append-only history: registered, reregistered, expired, deregistered, rehomed.';
