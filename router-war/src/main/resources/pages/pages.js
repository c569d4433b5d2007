// Shows what the API says, anew every few seconds. Everything is set as text, never as HTML.
'use strict';

const INTERVAL_MS = 3000;

async function ask(path) {
  const response = await fetch(path, { headers: { Accept: 'application/json' } });
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail || body.message || `${path} answered ${response.status}`);
  return body;
}

function cell(content) {
  const td = document.createElement('td');
  if (content && typeof content === 'object') {
    td.textContent = content.text;
    td.className = content.state;
  } else {
    td.textContent = content;
  }
  return td;
}

function fill(id, rows, nothing) {
  const body = document.getElementById(id);
  const columns = body.parentElement.querySelectorAll('th').length;
  body.replaceChildren(...(rows.length ? rows : [null]).map((row) => {
    const tr = document.createElement('tr');
    if (row) {
      tr.append(...row.map(cell));
    } else {
      const td = cell(nothing);
      td.colSpan = columns;
      td.className = 'empty';
      tr.append(td);
    }
    return tr;
  }));
}

function ago(seconds) {
  return seconds < 90 ? `${Math.round(seconds)} s ago` : `${Math.round(seconds / 60)} min ago`;
}

function count(n, what) {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function state(good, reason) {
  return good ? { text: 'ok', state: 'ok' } : { text: reason, state: 'critical' };
}

function reason(result, otherwise) {
  return result.status === 'rejected' ? result.reason.message : otherwise;
}

async function refresh() {
  const [coordinators, workers, services, gaps] = await Promise.allSettled([
    ask('/api/admin/coordinators'),
    ask('/api/admin/workers'),
    ask('/api/services/list'),
    ask('/api/admin/gaps'),
  ]);
  const known = coordinators.value ?? [];
  fill('coordinators', known.map((c) => [
    c.worker_id, c.location, c.tunnel_url, ago((Date.now() - c.last_seen) / 1000), state(c.reachable, c.suspect),
  ]), reason(coordinators, 'None is registered. Start one with ROUTER_URL set to this address.'));
  fill('workers', (workers.value?.workers ?? []).map((w) => [
    w.worker_id, w.worker_type, (w.assigned_services ?? []).join(', '), `${Math.round((w.current_load ?? 0) * 100)} %`,
    w.active_requests, ago(w.age_seconds), state(w.is_healthy, w.suspect ?? w.lease),
  ]), reason(workers, 'None is registered.'));
  fill('services', Object.values(services.value?.services ?? {}).map((s) => [
    s.name, s.healthy_workers, s.requires ?? '',
  ]), reason(services, 'No service has a healthy worker yet.'));
  fill('gaps', (gaps.value?.gaps ?? []).filter((g) => g.status !== 'ok').map((g) => [
    g.service, g.required_type, g.current_workers, { text: g.status, state: g.status },
  ]), reason(gaps, 'None: every service of the catalogue is covered.'));
  const silent = workers.value?.unreachable ?? [];
  document.getElementById('summary').textContent = coordinators.status === 'rejected'
    ? `The router does not answer: ${coordinators.reason.message}`
    : `${count(known.length, 'coordinator')}, ${count(workers.value?.total ?? 0, 'worker')}, ${count(services.value?.total_available ?? 0, 'service')} available`
      + (silent.length ? `; not answering: ${silent.map((s) => s.coordinator).join(', ')}` : '');
  document.getElementById('footer').textContent = `Updated ${new Date().toLocaleTimeString()}`;
}

async function loop() {
  try {
    await refresh();
  } finally {
    setTimeout(loop, INTERVAL_MS);
  }
}

loop();
