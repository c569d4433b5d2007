-- Who reports: reads the views of this schema and nothing else. Set a password before using it:
-- alter role rma_report password '...'. Runs at every migration, so that a role made later gets its rights then.
do $$
begin
  if not exists (select from pg_roles where rolname = 'rma_report') then
    create role rma_report login;
  end if;
exception
  when insufficient_privilege then
    raise warning 'The role rma_report is missing and may not be made by %; let an administrator run: create role rma_report login; then migrate again', current_user;
  when duplicate_object or unique_violation then
    null; -- made for another database of this server at the same moment
end
$$;
do $$
declare
  settings text[];
begin
  perform pg_advisory_xact_lock(hashtextextended('rma.report.reader', 0)); -- rights given twice at once are an error
  select rolconfig into settings from pg_roles where rolname = 'rma_report';
  if not found then
    return;
  end if;
  grant usage on schema report to rma_report;
  grant select on report.coordinators, report.workers, report.worker_services, report.homes, report.events,
    report.worker_registrations, report.coordinator_registrations, report.intents, report.model_usage to rma_report;
  if 'default_transaction_read_only=on' = any (settings) then
    return;
  end if;
  begin -- a block of its own: what fails in here leaves the rights above as they are
    alter role rma_report set default_transaction_read_only = on;
  exception
    when insufficient_privilege then
      raise warning 'The transactions of rma_report could not be made read-only by %; it may still only read the report views', current_user;
    when internal_error then
      null; -- done for another database of this server at the same moment
  end;
end
$$;
