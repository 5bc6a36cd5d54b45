export { MetricsService, type MetricsServiceOptions } from './metrics-service.js';
export { METRICS_METHODS, METRICS_PROTO, METRICS_SERVICE } from '../protocol/service.js';
export * from '../protocol/limits.js';
