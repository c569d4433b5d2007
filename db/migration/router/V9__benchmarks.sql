alter table intent add column benchmark_asked_at timestamptz;
comment on column intent.benchmark_asked_at is 'When a worker was last asked to measure its machine again; null for never.';
