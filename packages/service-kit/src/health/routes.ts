import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HttpAnswer, HttpRequest, Route } from '../http/route.js';
import { type CheckResult, checkReport } from './check.js';
import type { Health } from './health.js';

/** `/livez` and `/readyz`: 200 or 503; every check as text where one has failed, or where `?verbose` asks for it. */
export function healthRoutes(health: Health): Route[] {
  return [route('livez', () => health.live()), route('readyz', () => health.ready())];
}

function route(endpoint: string, look: () => readonly CheckResult[]): Route {
  return {
    method: 'GET',
    path: `/${endpoint}`,
    handle: async ({ query }: HttpRequest): Promise<HttpAnswer> => {
      // Behind everything that waits for its turn: where the loop does not turn, there is no answer.
      await nextTurn();
      const results = look();
      const isPassed = results.every(({ problem }) => problem === undefined);
      const body = isPassed && !query.has('verbose') ? 'ok' : checkReport(endpoint, results);
      return { status: isPassed ? 200 : 503, body };
    },
  };
}
