import type { MetricDefinition, Unit } from '../definition/metric.js';

const UNITS: Readonly<Record<NonNullable<Unit>, string>> = {
  seconds: 's',
  bytes: 'By',
  entries: '{entry}',
  messages: '{message}',
};

/** By UCUM, as OpenTelemetry wants it; none for what has none: `1` would make exporters call it a ratio. */
export function unitOf({ unit }: MetricDefinition): string {
  return unit === undefined ? '' : UNITS[unit];
}

/**
 * The name in OpenTelemetry: dots for the namespace, and no `_total`, which exporters to Prometheus add. The unit stays in it, though
 * it is metadata there too: some exporters add units to names where they are missing, and others do not. So every way ends in the
 * name that dashboards and rules ask for.
 */
export function nameOf({ name, type }: MetricDefinition): string {
  return (type === 'counter' ? name.replace(/_total$/, '') : name).replace(/^lol_raft_/, 'lol.raft.');
}
