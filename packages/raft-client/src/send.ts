import type { CallOptions, Clock, RaftError } from '@lolraft/raft-core';
import { Attempt, type Call } from './call.js';
import type { Link } from './link.js';

/**
 * Sends a call once. `ended` is called when nothing more will come of it: with the error where it failed and its caller
 * still waits, else without.
 */
export function send(
  call: Call,
  link: Link,
  options: { readonly clock: Clock; readonly attemptTimeout: number },
  ended: (error: RaftError | undefined) => void,
): void {
  const attempt = new Attempt((response, error) => {
    link.forget(attempt);
    call.attempt = undefined;
    if (response !== undefined) call.resolve(response);
    ended(call.isSettled ? undefined : error);
  });
  call.attempt = attempt;
  link.send(call.outgoing, callOptions(call, options), attempt);
}

function callOptions(
  { request, deadline, repeatable, place, signal, traceparent }: Call,
  { clock, attemptTimeout }: { readonly clock: Clock; readonly attemptTimeout: number },
): CallOptions {
  const remaining = Math.max(1, deadline - clock.now());
  // A snapshot is taken once, and takes what it takes: to ask again would not make it faster.
  // Nor would a method of the app: how long that takes is its own affair.
  // Nor is a write in a session: it is sent again where its connection breaks or its leader is gone, and only there.
  const isQuick = repeatable && request.type !== 'takeSnapshot' && request.type !== 'invoke' && place === undefined;
  return {
    timeout: isQuick ? Math.min(remaining, attemptTimeout) : remaining,
    ...(signal === undefined ? undefined : { signal }),
    ...(traceparent === undefined ? undefined : { traceparent }),
  };
}
