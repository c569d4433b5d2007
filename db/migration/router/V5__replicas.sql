-- Replicas of the router: what they tell each other, the key that they share, and who of them runs.
create table change (
  event_id bigint generated always as identity primary key,
  subject  varchar(240) not null,
  at       timestamptz  not null default now(),
  tx       xid8         not null default pg_current_xact_id(),
  origin   varchar(64)  not null
);
create index change_by_tx on change (tx, event_id);
comment on table change is 'Which coordinators, homes and decisions a replica changed, for the others; cleared away after an hour.';

create table node_key (
  one         boolean primary key default true check (one),
  private_key text not null,
  public_key  text not null
);

create table replica (
  replica_id varchar(64) primary key,
  started_at timestamptz not null default now(),
  seen_at    timestamptz not null
);
