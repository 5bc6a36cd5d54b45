import { mutantsOf, type Mutant } from './mutant.js';

const core = mutantsOf('packages/raft-core/src');
const wire = mutantsOf('packages/raft-wire/src');
const client = mutantsOf('packages/raft-client/src');

/** Faults of services that an app mounts beside ours. */
export const SERVICES: readonly Mutant[] = [
  core(
    'calls-of-services-are-not-bounded',
    'rule 18',
    'node/mounts',
    'if (open.size >= limit) throw',
    'if (open.size >= 2 * limit) throw',
  ),
  core(
    'a-stream-that-failed-keeps-its-place',
    'rule 18',
    'node/mounts',
    `        } catch (error) {
          end();
          throw error;
        }
        end();`,
    `        } catch (error) {
          throw error;
        }
        end();`,
  ),
  core(
    'a-method-hears-nothing-of-the-end-of-its-node',
    'section 5: everything settles, close() ends everything it began',
    'node/mounts',
    "for (const call of calls) call.abort(new ClosedError('the node', 'unknown'));",
    '',
  ),
  core(
    'a-method-hears-nothing-of-the-end-of-its-caller',
    'port: the signal fires when the caller gave up',
    'node/mounts',
    "signal.addEventListener('abort', onAbort, { once: true });",
    '',
  ),
  core(
    'a-stream-is-called-as-what-answers-once',
    'port: an unknown method is told so',
    'model/service-description',
    'return found?.kind === kind ?',
    'return found !== undefined ?',
  ),
  core(
    'an-app-may-take-the-name-of-our-service',
    'port: an app does not answer for the node',
    'model/service-description',
    'if (RESERVED.test(name)) throw',
    'if (RESERVED.test(name) && methods.Raft !== undefined) throw',
  ),
  core(
    'a-call-of-a-service-is-taken-for-harmless',
    'section 5: a caller knows what it does not know',
    'model/service',
    "  'query',\n  'status',\n",
    "  'query',\n  'invoke',\n  'status',\n",
  ),
  wire(
    'the-outcome-of-an-apps-error-is-lost',
    'section 5: the same over every wire',
    'error/wire-error',
    'Object.assign(error, { appCode, details });',
    "Object.assign(error, { appCode, details, outcome: 'not_applied' });",
  ),
  wire(
    'the-request-of-a-service-is-a-view-of-the-frame',
    'section 4: decide where bytes are copied',
    'service/request-codec',
    `    method: printable('the name of a method', method, MAX_SERVICE_NAME),
    payload: ownBytes(plainBytes(payload)),`,
    `    method: printable('the name of a method', method, MAX_SERVICE_NAME),
    payload: plainBytes(payload),`,
  ),
  client(
    'calls-of-services-are-repeated-in-doubt',
    'rule 15: a retry is safe only where nothing was done',
    'service-calls',
    'calls.make(request, caller, idempotent, (call) => {',
    'calls.make(request, caller, !leader || idempotent !== undefined, (call) => {',
  ),
  client(
    'streams-of-services-begin-again-in-doubt',
    'rule 15: a retry is safe only where nothing was done',
    'service-calls',
    'const decision = decide(error, idempotent);',
    'const decision = decide(error, !hasBegun || idempotent);',
  ),
  client(
    'any-node-is-asked-again-in-doubt',
    'rule 15: a retry is safe only where nothing was done',
    'node-calls',
    "decide(error, call.repeatable) === 'fail'",
    "decide(error, true) === 'fail'",
  ),
  client(
    'a-stream-goes-on-elsewhere-behind-its-readers-back',
    'port: a stream is pinned to a node',
    'service-calls',
    "if (hasBegun || node !== undefined || decision === 'fail') throw error;",
    "if (node !== undefined || decision === 'fail') throw error;",
  ),
  client(
    'calls-that-wait-are-in-the-way',
    'rule 18',
    'service-calls',
    'else (waits ? patient : prompt).dispatch(call);',
    'else (waits && patient === prompt ? patient : prompt).dispatch(call);',
  ),
  client(
    'calls-that-wait-are-not-bounded',
    'rule 18',
    'service-calls',
    'if (this.#waiting >= maxWaiting)',
    'if (this.#waiting >= 2 * maxWaiting)',
  ),
  client(
    'an-error-of-the-app-sends-its-caller-elsewhere',
    'port: the app says itself that it does not lead',
    'retry',
    "if (error.code === 'APP_ERROR') return error.retryable ? 'again' : 'fail';",
    "if (error.code === 'APP_ERROR' && !error.retryable) return 'again';",
  ),
];
