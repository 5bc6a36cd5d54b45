import { callCases } from './cases/calls.js';
import { connectionCases } from './cases/connections.js';
import { lifecycleCases } from './cases/lifecycle.js';
import { messageCases } from './cases/messages.js';
import { serviceCases } from './cases/services.js';
import { streamCases } from './cases/streams.js';
import type { ConformanceGroup } from '../case.js';
import type { TransportFactory } from './suite.js';

export type { TransportFactory, TransportSettings } from './suite.js';

/**
 * The cases that every `Transport` with its `ClientTransport` passes. Runner-neutral: register each under whatever
 * runner is at hand.
 *
 * ```ts
 * for (const { title, cases } of transportConformance(factory)) {
 *   describe(title, () => {
 *     for (const { title, timeout, run } of cases) it(title, run).timeout(timeout);
 *   });
 * }
 * ```
 */
export function transportConformance(factory: TransportFactory): readonly ConformanceGroup[] {
  return [
    lifecycleCases(factory),
    connectionCases(factory),
    messageCases(factory),
    callCases(factory),
    streamCases(factory),
    serviceCases(factory),
  ];
}
