-- Workers' events that coordinators tell, each kept once, whatever is told again.
alter table router_event
  add column told_by      varchar(200),
  add column worker_type  varchar(16),
  add column services     text,
  add column stream       varchar(64),
  add column stream_event bigint,
  drop constraint router_event_subject_check,
  add constraint router_event_subject_check check (subject in ('coordinator', 'worker', 'registry'));
create unique index router_event_by_stream on router_event (stream, stream_event, told_by);
comment on column router_event.told_by is 'The coordinator that told it; null for what the router saw itself.';

-- How far each coordinator's events are kept.
create table event_stream (
  coordinator_id varchar(200) not null,
  stream         varchar(64)  not null,
  sequence       bigint       not null,
  primary key (coordinator_id, stream)
);
comment on table event_stream is 'The sequence number of the last event kept of each stream.';
