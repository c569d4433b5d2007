-- What every request to a model used, for as long as the router is told to keep it.
create table model_usage (
  number            bigint generated always as identity primary key,
  usage_id          uuid         not null unique,
  at                timestamptz  not null,
  endpoint          varchar(20)  not null,
  model             varchar(200) not null,
  service           varchar(200) not null,
  streamed          boolean      not null,
  outcome           varchar(20)  not null,
  status            integer      not null,
  prompt_tokens     integer,
  completion_tokens integer,
  first_token_ms    bigint,
  duration_ms       bigint       not null,
  workers           text[],
  coordinators      text[]
);
create index model_usage_by_time on model_usage (at);
create index model_usage_by_model on model_usage (model, number);
comment on table model_usage is 'Requests to models, each once it was answered.';
comment on column model_usage.workers is 'Who served it, one after the other; several wrote a stream that broke off.';
