-- What reports read: views over the registries, made anew whenever this file changes. docs/reporting.md describes them.
-- Times are timestamptz. A lease's length is the programs' default; who changed it reads last_seen instead of state.
drop view if exists report.coordinators, report.workers, report.worker_services, report.homes, report.events,
  report.worker_registrations, report.coordinator_registrations, report.intents, report.model_usage;

create view report.coordinators as
select coordinator_id, tunnel_url, location, dht_port, registered_at, last_seen,
       case when last_seen > now() - interval '300 seconds' then 'live' else 'expired' end as state
from router.coordinator;
comment on view report.coordinators is 'Coordinators registered at the router now, one row each.';

create view report.workers as
select w.worker_id, h.coordinator_id, w.tunnel_url, w.worker_type, w.tier, w.api is not null as own_program,
       array(select jsonb_array_elements_text(w.assigned_services::jsonb)) as services,
       (l.heartbeat::jsonb ->> 'current_load')::double precision as current_load,
       (l.heartbeat::jsonb ->> 'active_requests')::integer as active_requests,
       w.capabilities::jsonb as capabilities, w.home_epoch, w.registered_at, l.last_seen,
       case
         when l.last_seen <= now() - interval '600 seconds' then 'expired'
         when l.last_seen <= now() - case when w.api is null then interval '300 seconds'
                                          else l.interval_seconds * interval '3 seconds' end
           then 'degraded'
         else 'live'
       end as state
from coordinator.worker w
join coordinator.worker_lease l using (worker_id)
left join router.home h using (worker_id);
comment on view report.workers is 'Workers registered now, one row each; coordinator_id is known for those that came through the router.';

create view report.worker_services as
select worker_id, unnest(services) as service, worker_type, state, registered_at, last_seen from report.workers;
comment on view report.worker_services is 'Workers registered now by service: one row for each service of each worker.';

create view report.homes as
select worker_id, coordinator_id, home_epoch, tunnel_url, registered_at, last_seen from router.home;
comment on view report.homes is 'Where each worker lives that came through the router.';

-- Each event once: as the router keeps it, or as it stands in this database's region while the router does not have it.
create view report.events as
select e.subject, e.worker_id as subject_id, e.at, e.transition, e.reason, e.tunnel_url, null as location,
       e.home_epoch, 'coordinator' as told_by, s.coordinator_id, e.worker_type, e.event_id
from coordinator.worker_event e
cross join coordinator.outbox o
left join lateral (select coordinator_id from router.event_stream where stream = o.stream limit 1) s on true
where not exists (select from router.router_event r where r.stream = o.stream and r.stream_event = e.event_id)
union all
select subject, subject_id, at, transition, reason, tunnel_url, location, home_epoch,
       case when told_by is null then 'router' else 'coordinator' end, coordinator_id, worker_type, event_id
from router.router_event;
comment on view report.events is 'Everything that happened to coordinators and workers, each once, oldest and newest alike.';

-- A registration is one at one coordinator. It lasts from the event that begins it to the next one that ends it;
-- registering again changes nothing, and what ended already does not end again.
create view report.worker_registrations as
with marked as (
  select e.*, transition in ('expired', 'deregistered', 'released', 'evicted') as is_end,
         lag(transition in ('expired', 'deregistered', 'released', 'evicted')) over by_worker as after_end
  from report.events e
  where subject = 'worker' and transition in ('registered', 'reregistered', 'expired', 'deregistered', 'released', 'evicted')
  window by_worker as (partition by subject_id, coordinator_id order by at, event_id)
), numbered as (
  select m.*, sum(case when coalesce(after_end, true) then 1 else 0 end)
                over (partition by subject_id, coordinator_id order by at, event_id) as registration
  from marked m
  where not (is_end and coalesce(after_end, true))
)
select subject_id as worker_id,
       coordinator_id,
       registration,
       min(at) as registered_at,
       max(at) filter (where is_end) as ended_at,
       max(transition) filter (where is_end) as ended_by,
       max(reason) filter (where is_end) as end_reason,
       count(*) filter (where transition = 'reregistered') as reregistrations,
       (array_agg(worker_type order by at desc, event_id desc) filter (where worker_type is not null))[1] as worker_type,
       coalesce(max(at) filter (where is_end), now()) - min(at) as lasted
from numbered
group by subject_id, coordinator_id, registration;
comment on view report.worker_registrations is 'Current and past registrations of workers at coordinators; ended_at is null while one lasts.';

create view report.coordinator_registrations as
with marked as (
  select e.*, lag(transition in ('expired', 'deregistered', 'evicted')) over by_coordinator as after_end
  from router.router_event e
  where subject = 'coordinator' and transition in ('registered', 'reregistered', 'expired', 'deregistered', 'evicted')
  window by_coordinator as (partition by subject_id order by event_id)
), numbered as (
  select m.*, sum(case when coalesce(after_end, true) then 1 else 0 end)
                over (partition by subject_id order by event_id) as registration
  from marked m
)
select subject_id as coordinator_id,
       registration,
       min(at) as registered_at,
       max(at) filter (where transition in ('expired', 'deregistered', 'evicted')) as ended_at,
       max(transition) filter (where transition in ('expired', 'deregistered', 'evicted')) as ended_by,
       max(reason) filter (where transition in ('expired', 'deregistered', 'evicted')) as end_reason,
       count(*) filter (where transition = 'reregistered') as reregistrations,
       (array_agg(location order by event_id desc))[1] as location,
       coalesce(max(at) filter (where transition in ('expired', 'deregistered', 'evicted')), now()) - min(at) as lasted
from numbered
group by subject_id, registration;
comment on view report.coordinator_registrations is 'Current and past registrations of coordinators; ended_at is null while one lasts.';

create view report.intents as
select subject, subject_id, cordon, drain, weight, approval, labels::jsonb as labels, reason, changed_at, changed_by
from router.intent;
comment on view report.intents is 'What operators decided about coordinators and workers, as the router knows it.';

create view report.model_usage as
select at, model, service, endpoint, streamed, outcome, status, prompt_tokens, completion_tokens,
       first_token_ms * interval '1 millisecond' as first_token, duration_ms * interval '1 millisecond' as duration,
       coalesce(workers, '{}') as workers, coalesce(coordinators, '{}') as coordinators
from router.model_usage;
comment on view report.model_usage is 'Requests to models; several workers wrote a stream that broke off.';
