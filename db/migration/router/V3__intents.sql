-- What operators decided about a coordinator or a worker. A row belongs to the id and outlives every registration.
create table intent (
  subject    varchar(16)  not null check (subject in ('coordinator', 'worker')),
  subject_id varchar(200) not null,
  cordon     boolean      not null,
  drain      boolean      not null,
  weight     smallint     not null,
  approval   varchar(16)  not null,
  labels     text         not null,
  reason     varchar(500) not null,
  changed_at timestamptz  not null,
  changed_by varchar(200) not null,
  told       boolean      not null,
  primary key (subject, subject_id)
);
comment on column intent.told is 'Whether the worker''s coordinator is known to have it.';
