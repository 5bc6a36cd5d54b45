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
 * The name in OpenTelemetry: dots for the namespace, and no unit or kind, which are metadata there and which an exporter to
 * Prometheus adds again, so that both ways end in the same name.
 */
export function nameOf({ name, type, unit }: MetricDefinition): string {
  let short = type === 'counter' ? name.replace(/_total$/, '') : name;
  if (unit === 'seconds' || unit === 'bytes') short = short.replace(new RegExp(`_${unit}$`), '');
  return short.replace(/^lol_raft_/, 'lol.raft.');
}
