import { mutantsOf, type Mutant } from './mutant.js';

const wire = mutantsOf('packages/raft-wire/src');
const ws = mutantsOf('packages/transport-ws/src');
const core = mutantsOf('packages/raft-core/src');
const proto = mutantsOf('packages/proto-kit/src');
const kit = mutantsOf('packages/transport-kit/src');
const client = mutantsOf('packages/raft-client/src');

/** Faults of the wire format. */
export const WIRE: readonly Mutant[] = [
  wire(
    'the-size-of-a-frame-is-not-checked',
    'rule 18',
    'framing/frame-reader',
    'if (frame.length > this.limits.maxFrameBytes) {',
    'if (frame.length > 2 * this.limits.maxFrameBytes) {',
  ),
  wire(
    'the-size-of-a-message-is-not-checked',
    'rule 18',
    'framing/frame-reader',
    'if (total > limit)\n',
    'if (total > limit && length === total)\n',
  ),
  wire(
    'strangers-may-send-large-messages',
    'rule 18',
    'framing/frame-reader',
    "const limit = type === 'hello' || type === 'helloReply' ? MAX_HELLO_BYTES : this.limits.maxMessageBytes;",
    "const limit = type === 'hello' && MAX_HELLO_BYTES < 0 ? MAX_HELLO_BYTES : this.limits.maxMessageBytes;",
  ),
  wire(
    'messages-are-taken-before-the-handshake',
    'rule 8: a handshake checks cluster id and certificate',
    'framing/frame-reader',
    'if (!this.#accepted.has(type)) throw',
    'if (!this.#accepted.has(type) && this.#accepted.size === 0) throw',
  ),
  wire(
    'pieces-of-two-messages-are-joined',
    'port: messages arrive whole',
    'framing/frame-reader',
    'if (partial !== undefined) throw new ProtocolError(`a ${header.class} message begins within another`);',
    '',
  ),
  wire(
    'a-malformed-frame-is-forgiven',
    'port: a connection that broke the protocol is over',
    'framing/frame-reader',
    'this.#failed = true;\n',
    '',
  ),
  wire(
    'control-does-not-overtake',
    'design 4: control frames first',
    'framing/frame-writer',
    'FRAME_CLASSES.find((cls) => this.#queue(cls).messages > 0);',
    'FRAME_CLASSES.findLast((cls) => this.#queue(cls).messages > 0);',
  ),
  wire(
    'a-full-queue-takes-more',
    'rule 18',
    'framing/frame-writer',
    'if (full && queue.messages > 0) {',
    'if (full && queue.messages < 0) {',
  ),
  proto(
    'numbers-beyond-the-safe-integers-are-rounded',
    'J2',
    'wire-reader',
    'if (value > Number.MAX_SAFE_INTEGER) break;',
    '',
  ),
  wire(
    'a-message-without-a-term-is-taken',
    'rule 3: every peer message carries a term',
    'peer/checked-term',
    "if (term < 1) throw new ProtocolError('a peer message has term 0');",
    '',
  ),
  wire(
    'entries-of-a-later-term-than-their-message-are-taken',
    'rule 3, L5',
    'peer/decode-peer-batch',
    'if (entries.term(entries.lastIndex) > term) throw',
    'if (entries.term(entries.lastIndex) > term + 1e6) throw',
  ),
  wire(
    'a-pre-vote-grant-travels-as-a-vote',
    'rule 8, E4',
    'peer/encode-peer-batch',
    'return { group, preVoteReply: { term: message.term, granted: message.granted } };',
    'return { group, voteReply: { term: message.term, granted: message.granted } };',
  ),
  wire(
    'an-unknown-message-is-taken-for-another',
    'rule 20',
    'peer/decode-peer-batch',
    "throw new ProtocolError('a peer message has no body that this build knows');",
    "return { type: 'heartbeatReply', term: 1, round: 0 };",
  ),
];

/** Faults of the transport over WebSockets, and of what it has in common with others. */
export const WS: readonly Mutant[] = [
  kit(
    'clients-take-the-whole-of-a-turn',
    'design 7: nothing blocks the loop',
    'client-share',
    '} else if (this.#now() >= this.#end) return;',
    '}',
  ),
  kit(
    'a-node-that-does-not-read-seems-dead',
    'design 7: nothing blocks the loop',
    'connection',
    'if (channel.unsent === 0) channel.ping();',
    '',
  ),
  kit(
    'a-client-is-read-from-while-its-calls-wait',
    'rule 18',
    'served-client',
    'this.connection.pause(this.#isBehind || !this.hasRoom());',
    'this.connection.pause(!this.hasRoom());',
  ),
  kit(
    'a-node-of-another-cluster-may-dial',
    'rule 8, rule 19',
    'handshake',
    'if (identity.cluster !== local.cluster) {\n    return refusal(',
    'if (identity.cluster !== local.cluster && identity.cluster.length === 0) {\n    return refusal(',
  ),
  kit(
    'a-node-of-another-cluster-may-answer',
    'rule 8, rule 19',
    'handshake',
    'if (identity.cluster !== local.cluster) {\n    return `',
    'if (identity.cluster !== local.cluster && identity.cluster.length === 0) {\n    return `',
  ),
  kit(
    'another-node-at-the-address-is-taken',
    'rule 19',
    'handshake',
    'if (identity.node !== target) return',
    'if (identity.node === undefined) return',
  ),
  kit(
    'a-dial-that-meant-another-is-taken',
    'rule 19',
    'handshake',
    'if (target !== undefined && target !== local.node) {',
    'if (target !== undefined && target.length === 0) {',
  ),
  kit(
    'a-certificate-is-not-asked-for',
    'rule 8: a handshake checks the certificate',
    'tls',
    'if (security?.authorized !== true && !isTrusting)',
    'if (security?.certificate === undefined && !isTrusting)',
  ),
  ws(
    'pages-of-any-origin-are-let-in',
    'a browser would reach a node on loopback',
    'listener',
    'origin !== undefined && !this.#origins.includes(origin)',
    'origin !== undefined && origin.length === 0',
  ),
  kit(
    'a-handshake-may-take-for-ever',
    'rule 18',
    'admission',
    'if (deadline > now) continue;',
    'if (deadline > 0 || now > 0) continue;',
  ),
  kit(
    'connections-are-not-counted',
    'rule 18',
    'admission',
    'this.#pending.size >= this.#limits.maxPendingConnections ?',
    'this.#pending.size < 0 ?',
  ),
  kit(
    'a-silent-peer-stays-connected',
    'the end of a peer is noticed',
    'silence',
    "if (silent >= timeout) return 'dead';",
    "if (silent < 0) return 'dead';",
  ),
  core(
    'silence-of-a-blocked-loop-counts',
    'J3',
    'node/awake-clock',
    'this.#now += Math.min(real - this.#last, 2 * this.#period);',
    'this.#now += real - this.#last;',
  ),
  kit(
    'a-peers-queue-is-not-bounded',
    'rule 18',
    'peer-session',
    'if (messages > 0 && (messages >= maxQueuedMessages || bytes + size > maxBytes)) return false;',
    'if (messages < 0 && bytes + size + maxQueuedMessages + maxBytes < 0) return false;',
  ),
  kit(
    'dropped-messages-are-not-told',
    'port: what is dropped is counted',
    'peer-session',
    'this.#dropped += dropped;\n    this.#traffic',
    'this.#traffic',
  ),
  kit(
    'unsent-bytes-are-not-bounded',
    'design 4: at most 512 KiB unsent, so that heartbeats overtake everything',
    'connection',
    'while (channel.unsent <= ENOUGH_UNSENT) {',
    'while (channel.unsent <= 1000 * ENOUGH_UNSENT) {',
  ),
  kit(
    'a-malformed-message-closes-nothing',
    'port: a connection that broke the protocol is over',
    'connection',
    'this.fail(CloseCode.Protocol, reason);',
    'void reason;',
  ),
  kit(
    'messages-of-a-former-process-arrive-late',
    'rule 13: an answer belongs to an incarnation',
    'peer-link',
    'if (this.#up !== undefined && isSameProcess(this.#up, session.peer)) this',
    'if (this.#up !== undefined) this',
  ),
  kit(
    'a-restart-is-no-news',
    'port: the peer goes down and comes up',
    'peer-link',
    'return a.incarnation === b.incarnation && a.store === b.store;',
    'return a.node === b.node && a.store === b.store;',
  ),
  kit(
    'both-sides-close-their-dial',
    'port: one connection for each pair',
    'peer-link',
    'if (this.#isLarger) {\n      this.#primary = theirs;',
    'if (!this.#isLarger || theirs === ours) {\n      this.#primary = theirs;',
  ),
  kit(
    'calls-outlive-their-connection',
    'design 5: every call settles',
    'pipelined-client',
    'this.#failAll((call) => new UnavailableError(`the connection broke: ${reason}`, call.outcome));',
    '',
  ),
  kit(
    'a-call-that-was-sent-is-called-not-applied',
    'design 5, C1: a retry applies twice',
    'client-call',
    "return this.#state === 'sent' && mayHaveEffect(this.request) ? 'unknown' : 'not_applied';",
    "return this.#state !== 'sent' && mayHaveEffect(this.request) ? 'unknown' : 'not_applied';",
  ),
  kit(
    'calls-of-a-connection-are-not-bounded',
    'rule 18',
    'served-client',
    'if (this.#calls.size >= maxCalls) return',
    'if (this.#calls.size >= maxCalls && maxCallBytes < 0) return',
  ),
  kit(
    'the-end-of-a-client-ends-no-calls',
    'O2',
    'served-client',
    "for (const call of calls)\n      call.end(new UnavailableError(`the connection of the caller is gone: ${reason}`, 'unknown'));",
    'void [calls, reason];',
  ),
];

/** Faults of the client. */
export const CLIENT: readonly Mutant[] = [
  client(
    'what-may-have-been-applied-is-sent-again',
    'rule 15, C1',
    'retry',
    "if (error.outcome === 'unknown' && !repeatable) return 'fail';",
    '',
  ),
  client(
    'an-earlier-unknown-outcome-is-forgotten',
    'design 5, C1',
    'call',
    "if (error.outcome === 'unknown') this.#mayBeApplied = true;",
    '',
  ),
  client(
    'a-call-under-way-is-called-not-applied',
    'design 5, C1',
    'call',
    'const mayBe = this.#mayBeApplied || this.attempt !== undefined;',
    'const mayBe = this.#mayBeApplied;',
  ),
  client(
    'what-no-node-will-answer-stays-open',
    'design 5: every call settles',
    'leader-calls',
    'for (const call of this.#queue.drain()) call.reject(error);',
    'void error;',
  ),
  client(
    'calls-in-flight-are-not-bounded',
    'rule 18',
    'leader-calls',
    'if (this.#inFlight >= this.#options.maxInFlight) return;',
    '',
  ),
];
