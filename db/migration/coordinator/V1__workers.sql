-- The workers of one region. A row is a registration; it is written before the registration is acknowledged.
create table worker (
  worker_id         varchar(200) primary key,
  tunnel_url        varchar(2048) not null,
  vpn_ip            varchar(64),
  api               varchar(32),
  worker_type       varchar(16)  not null,
  tier              smallint     not null,
  capabilities      text         not null,
  services          text         not null,
  containers        text         not null,
  runnable          text         not null,
  assigned_services text         not null,
  heartbeat         text         not null,
  home_epoch        bigint       not null default 0,
  registered_at     timestamptz  not null,
  last_seen         timestamptz  not null
);
comment on table worker is 'Workers registered in this region now; JSON columns are stored as text in the form of the HTTP API.';

-- Every transition of every worker, never changed afterwards.
create table worker_event (
  event_id    bigint generated always as identity primary key,
  worker_id   varchar(200) not null,
  at          timestamptz  not null,
  transition  varchar(32)  not null,
  reason      varchar(500) not null,
  tunnel_url  varchar(2048),
  worker_type varchar(16),
  services    text,
  home_epoch  bigint       not null default 0
);
create index worker_event_by_worker on worker_event (worker_id, event_id);
create index worker_event_by_time on worker_event (at);
comment on table worker_event is 'Append-only history: registered, reregistered, degraded, recovered, expired, deregistered, released.';
