import type { Effect } from '../../src/consensus/effects.js';
import { encodeConfiguration, type Configuration } from '../../src/model/configuration.js';
import { EntryKind } from '../../src/model/entry.js';
import { nodeId } from '../../src/model/ids.js';
import { checkGroupSettings } from '../../src/model/group-settings.js';
import type { ConfigurationChange } from '../../src/model/membership.js';
import type { ConsensusMessage } from '../../src/model/messages.js';
import { Net, voters, type NetNode, type Wire } from './net.js';

/** One step of a story: commands, and what they print. */
export interface Block {
  readonly line: number;
  readonly commands: readonly string[];
  readonly expected: string;
}

/** Blocks are commands, a line `----`, the output, and an empty line. Text before the first block and `#` lines are for readers. */
export function parseScript(text: string): Block[] {
  const blocks: Block[] = [];
  let commands: string[] = [];
  let output: string[] | undefined;
  let start = 0;
  const flush = (): void => {
    if (output !== undefined) blocks.push({ line: start, commands, expected: output.join('\n') });
    commands = [];
    output = undefined;
  };
  for (const [i, line] of text.split('\n').entries()) {
    if (output !== undefined) {
      if (line === '') flush();
      else output.push(line);
    } else if (line === '----') {
      output = [];
    } else if (line !== '' && !line.startsWith('#')) {
      if (commands.length === 0) start = i + 1;
      commands.push(line);
    }
  }
  flush();
  return blocks;
}

/** The script again with other outputs: how a new story gets its first expectation, for a person to judge. */
export function withOutputs(text: string, outputs: readonly string[]): string {
  const result: string[] = [];
  let inOutput = false;
  let block = 0;
  for (const line of text.trimEnd().split('\n')) {
    if (inOutput) {
      if (line !== '') continue;
      inOutput = false;
    }
    result.push(line);
    if (line === '----') {
      inOutput = true;
      const output = outputs[block++] ?? '';
      if (output !== '') result.push(output);
    }
  }
  return `${result.join('\n')}\n`;
}

function describeMessage(m: ConsensusMessage): string {
  switch (m.type) {
    case 'preVoteRequest':
      return `pre-vote? term ${m.term} last ${m.lastIndex}/${m.lastTerm}`;
    case 'preVoteReply':
      return `pre-vote ${m.granted ? 'granted' : 'refused'} term ${m.term}`;
    case 'voteRequest':
      return `vote?${m.transfer ? ' for a transfer' : ''} term ${m.term} last ${m.lastIndex}/${m.lastTerm}`;
    case 'voteReply':
      return `vote ${m.granted ? 'granted' : 'refused'} term ${m.term}`;
    case 'append': {
      const { entries } = m;
      const what =
        entries === undefined
          ? 'nothing'
          : entries.count === 1
            ? `${entries.firstIndex}`
            : `${entries.firstIndex}-${entries.lastIndex}`;
      return `append term ${m.term} after ${m.prevIndex}/${m.prevTerm} entries ${what} commit ${m.commit}`;
    }
    case 'appendReply':
      return m.accepted
        ? `appended up to ${m.matchIndex} term ${m.term}`
        : `append refused after ${m.prevIndex} hint ${m.hintIndex}/${m.hintTerm} term ${m.term}`;
    case 'heartbeat':
      return `heartbeat ${m.round} term ${m.term} commit ${m.commit}`;
    case 'heartbeatReply':
      return `heartbeat reply ${m.round} term ${m.term}`;
    case 'storeRefused':
      return `store refused term ${m.term}`;
    case 'memberRemoved':
      return `removed term ${m.term}`;
    case 'readIndexRequest':
      return `read ${m.id}${m.lease ? ' by lease' : ''}? term ${m.term}`;
    case 'readIndexReply':
      return `read ${m.id} at ${m.index} term ${m.term}`;
    case 'timeoutNow':
      return `time out now term ${m.term}`;
    case 'snapshotOffer':
      return `snapshot ${m.record.index}/${m.record.term} offered term ${m.term}`;
    case 'snapshotReply':
      return `snapshot ${m.index} ${m.status}${m.status === 'fetching' ? ` ${m.received} bytes` : ''} term ${m.term}`;
  }
}

function describeEffect(id: string, e: Effect): string | undefined {
  switch (e.type) {
    case 'send':
      return `${id} -> ${e.to}: ${describeMessage(e.message)}`;
    case 'write': {
      const parts: string[] = [];
      if (e.hardState !== undefined) parts.push(`term ${e.hardState.term} vote ${e.hardState.votedFor ?? '-'}`);
      if (e.truncateFrom !== undefined) parts.push(`cut from ${e.truncateFrom}`);
      if (e.entries !== undefined)
        parts.push(
          `entries ${e.entries.firstIndex}-${e.entries.lastIndex} of term ${e.entries.term(e.entries.lastIndex)}`,
        );
      if (e.snapshot !== undefined) parts.push(`snapshot ${e.snapshot.index}/${e.snapshot.term} in place of the log`);
      return `${id} writes ${parts.join(', ')}`;
    }
    case 'compact':
      return `${id} forgets entries up to ${e.to}`;
    case 'fetchSnapshot':
      return `${id} fetches snapshot ${e.record.index}/${e.record.term} from ${e.from}`;
    case 'cancelFetch':
      return `${id} fetches no more`;
    case 'dropSnapshot':
      return `${id} drops the snapshot`;
    case 'installSnapshot':
      return `${id} installs snapshot ${e.record.index}/${e.record.term}`;
    case 'snapshotWanted':
      return `${id} wants a newer snapshot`;
    case 'commit':
      return `${id} commits up to ${e.index}`;
    case 'state':
      return `${id} is ${e.role} in term ${e.term}${e.leader === undefined ? '' : `, leader ${e.leader}`}`;
    case 'configuration':
      return `${id} uses configuration ${e.index}: ${describeConfiguration(e.configuration)}`;
    case 'proposalRefused':
      return `${id} refuses proposals: ${e.refusal.reason}`;
    case 'readReady':
      return `${id} answers read ${e.id} at ${e.index}`;
    case 'readFailed':
      return `${id} fails read ${e.id}`;
    case 'peerFault':
      return `${id} blames ${e.peer}: ${e.why}`;
    case 'stop':
      return `${id} stops: ${e.error.code}${e.after > 0 && e.error.code === 'REMOVED' ? ` after ${e.after}` : ''}`;
    case 'membershipChanged':
      return `${id} has changed the membership (${e.id}): configuration ${e.index}`;
    case 'membershipRefused':
      return `${id} refuses change ${e.id}: ${e.error.code} ${e.error.message}`;
    case 'transferBegun':
      return `${id} hands over to ${e.target} (${e.id})`;
    case 'transferFailed':
      return `${id} fails transfer ${e.id}: ${e.error.code} ${e.error.message}`;
    case 'readLog':
      return `${id} reads ${e.from}... for ${e.peer}`;
    case 'proposed':
    case 'contacts':
      return undefined;
  }
}

/** Voters; then, where it is joint, the outgoing ones; then learners. */
function describeConfiguration(configuration: Configuration): string {
  const { voters: incoming, outgoing, learners, clusterVersion, settings = {} } = configuration;
  const list = (members: Configuration['voters']): string =>
    members.map((m) => `${m.id}${m.store === undefined ? '' : '*'}`).join(' ');
  const parts = [incoming.length === 0 ? 'nobody' : list(incoming)];
  if (outgoing.length > 0) parts.push(`leaving ${list(outgoing)}`);
  if (learners.length > 0) parts.push(`learning ${list(learners)}`);
  if (clusterVersion !== 1) parts.push(`version ${clusterVersion}`);
  for (const [name, value] of Object.entries(settings)) parts.push(`${name} ${String(value)}`);
  return parts.join(', ');
}

/** `add:d`, `learn:d`, `remove:b`, `promote:d`, `demote:b`, `replace:b=d`, `renew:b`, `move:b=there`, `prioritize:b=3`, `set:leases=true`, `raise:2`. */
function parseChange(word: string): ConfigurationChange {
  const [type = '', rest = ''] = word.split(':');
  if (type === 'raise') return { type: 'clusterVersion', version: Number(rest) };
  if (type === 'set') {
    const [name = '', text = ''] = rest.split('=');
    return { type: 'settings', settings: checkGroupSettings({ [name]: JSON.parse(text) as unknown }) };
  }
  const [who = '', value = ''] = rest.split('=');
  const id = nodeId(who);
  switch (type) {
    case 'add':
      return { type: 'add', id, address: `mem:${who}`, role: 'voter' };
    case 'learn':
      return { type: 'add', id, address: `mem:${who}`, role: 'learner' };
    case 'remove':
    case 'promote':
    case 'demote':
    case 'renew':
      return { type, id };
    case 'replace':
      return { type, id, by: { id: nodeId(value), address: `mem:${value}` } };
    case 'move':
      return { type, id, address: value };
    case 'prioritize':
      return { type, id, priority: Number(value) };
    default:
      throw new Error(`no change ${type}`);
  }
}

function configurationOf(node: NetNode, kind: string, ids: readonly string[]): Uint8Array {
  const outgoing = kind === 'joint' ? node.snapshot.configuration.voters : [];
  return encodeConfiguration({ ...voters(...ids), outgoing });
}

type Match = (wire: Wire) => boolean;

/** `append a->b`: the kind (or `*`), sender and receiver (or `*`) of messages. */
function matcher(kind: string | undefined, link: string | undefined): Match {
  const [from = '*', to = '*'] = (link ?? '*->*').split('->');
  return (w) =>
    (kind === undefined || kind === '*' || w.message.type === kind) &&
    (from === '*' || w.from === from) &&
    (to === '*' || w.to === to);
}

/** Runs a story against bare cores. See README.md beside the scripts for the commands. */
export class ScriptRunner {
  #net: Net | undefined;
  #out: string[] = [];
  #calls = 0;
  #disks = 0;

  get #n(): Net {
    if (this.#net === undefined) throw new Error('the story begins with `cluster`');
    return this.#net;
  }

  run(block: Block): string {
    this.#out = [];
    for (const command of block.commands) {
      try {
        this.#command(command.split(/\s+/));
      } catch (error) {
        this.#out.push(`failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return this.#out.join('\n');
  }

  #found(words: readonly string[]): void {
    const options: Record<string, number> = {};
    const ids: string[] = [];
    const learners: string[] = [];
    const outgoing: string[] = [];
    for (const word of words) {
      const [key = '', value] = word.split('=');
      if (key === 'learners') learners.push(...(value ?? '').split(','));
      else if (key === 'outgoing') outgoing.push(...(value ?? '').split(','));
      else if (value !== undefined) options[key] = Number(value);
      else ids.push(key);
    }
    const configuration: Configuration = {
      ...voters(...ids),
      learners: voters(...learners).voters,
      outgoing: voters(...outgoing).voters,
    };
    const all = [...new Set([...ids, ...learners, ...outgoing])];
    this.#net = new Net(all, { configuration, options: options });
    this.#net.trace = (node, effect) => {
      const line = describeEffect(node.id, effect);
      if (line !== undefined) this.#out.push(line);
    };
  }

  #command([verb = '', ...args]: string[]): void {
    const [a = '', b = '', c = ''] = args;
    switch (verb) {
      case 'cluster':
        this.#found(args);
        return;
      case 'quiet': {
        const kept = this.#out;
        this.#out = [];
        this.#command(args);
        this.#out = kept;
        return;
      }
      case 'elect':
        this.#n.elect(a);
        return;
      case 'timeout': {
        // The node's own deadline comes, long after anybody's promise.
        this.#n.now += 5_000;
        this.#n.step(a, { type: 'tick', now: this.#n.now });
        return;
      }
      case 'pass':
        this.#n.now += Number(a);
        return;
      case 'tick':
        this.#n.step(a, { type: 'tick', now: this.#n.now });
        return;
      case 'advance':
        this.#n.advance(Number(a), b === 'slow' ? c.split(',') : []);
        return;
      case 'propose':
        this.#n.propose(a, ...args.slice(1));
        return;
      case 'read':
        this.#n.step(a, { type: 'read', now: this.#n.now, id: Number(b) });
        return;
      case 'change': {
        const words = args.slice(1).filter((word) => word.includes(':'));
        const expected = args.find((word) => word.startsWith('expected='))?.slice('expected='.length);
        this.#n.step(a, {
          type: 'changeMembership',
          now: this.#n.now,
          id: ++this.#calls,
          changes: words.map(parseChange),
          expected: expected === undefined ? undefined : Number(expected),
          force: args.includes('force'),
        });
        return;
      }
      case 'transfer':
        this.#n.step(a, {
          type: 'transfer',
          now: this.#n.now,
          id: ++this.#calls,
          target: b === '' ? undefined : nodeId(b),
        });
        return;
      case 'join':
        this.#n.join(a);
        return;
      case 'sync':
        this.#n.sync(a, b === '' ? Infinity : Number(b));
        return;
      case 'settle':
        this.#n.settle(a === 'slow' ? b.split(',') : []);
        return;
      case 'deliver':
        this.#deliver(matcher(args[0], args[1]));
        return;
      case 'repeat':
        for (const wire of this.#n.sent.filter(matcher(args[0], args[1])).slice(-1)) this.#n.deliverOne(wire);
        return;
      case 'drop': {
        const match = matcher(args[0], args[1]);
        this.#n.queue = this.#n.queue.filter((w) => !match(w));
        return;
      }
      case 'hold':
        this.#n.hold(matcher(args[0], args[1]));
        return;
      case 'release':
        this.#n.holds = [];
        return;
      case 'cut':
        this.#n.cut(a.split(','), b.split(','));
        return;
      case 'cut1':
        this.#n.cutOneWay(a, b);
        return;
      case 'heal':
        this.#n.heal();
        return;
      case 'connect':
        this.#n.up(a, b);
        return;
      case 'disconnect':
        this.#n.down(a, b);
        return;
      case 'crash':
        this.#n.crash(a);
        return;
      case 'restart':
        this.#n.restart(a);
        return;
      case 'build':
        this.#n.crash(a);
        this.#n.node(a).build = { min: 1, max: Number(b) };
        this.#n.restart(a);
        return;
      case 'wipe':
        this.#n.wipe(a, ++this.#disks, b === 'join' ? 'joins' : 'founds');
        return;
      case 'disk':
        this.#disk(this.#n.node(a), Number(b), args.slice(2));
        return;
      case 'record':
        this.#n.record(a, b === '' ? 0 : Number(b));
        return;
      case 'fetched':
        this.#n.endFetch(a);
        return;
      case 'unfetched':
        this.#n.endFetch(a, 'fails');
        return;
      case 'installed':
        this.#n.endInstall(a);
        return;
      case 'unreadable':
        this.#n.step(a, { type: 'snapshotUnreadable', now: this.#n.now });
        return;
      case 'queue':
        for (const w of this.#n.queue) this.#out.push(`${w.from} -> ${w.to}: ${describeMessage(w.message)}`);
        return;
      case 'status':
        for (const id of args.length > 0 ? args : this.#n.nodes.keys()) this.#status(this.#n.node(id));
        return;
      default:
        throw new Error(`no command ${verb}`);
    }
  }

  #deliver(match: Match): void {
    const batch = this.#n.queue.filter(match);
    this.#n.queue = this.#n.queue.filter((w) => !batch.includes(w));
    for (const wire of batch) this.#n.deliverOne(wire);
  }

  /** Sets what a crashed node's disk holds: `disk a 3 1:x 1:y 2:z` is hard state term 3 and entries as term:text. */
  #disk(node: NetNode, term: number, entries: readonly string[]): void {
    node.hardState = { term, votedFor: undefined };
    node.disk = entries.map((entry, i) => {
      const [t = '1', text = ''] = entry.split(':');
      const [, kind, ids = ''] = /^(joint|members)=(.*)$/.exec(text) ?? [];
      const payload = kind === undefined ? new TextEncoder().encode(text) : configurationOf(node, kind, ids.split('+'));
      return {
        index: i + 1,
        term: Number(t),
        kind: kind === undefined ? EntryKind.Command : EntryKind.Configuration,
        time: 0,
        session: 0,
        sequence: 0,
        window: 0,
        payload,
      };
    });
  }

  #status(node: NetNode): void {
    const s = node.state;
    if (!node.up) {
      this.#out.push(`${node.id}: down, disk term ${node.hardState.term}, log ${node.log === '' ? 'empty' : node.log}`);
      return;
    }
    const peers =
      s.leadership === undefined
        ? ''
        : [...s.leadership.peers].map(([id, p]) => ` ${nodeId(id)}:${p.state}/${p.matchIndex}/${p.nextIndex}`).join('');
    this.#out.push(
      `${node.id}: ${s.stopped ? 'stopped ' : ''}${s.role} term ${s.term} vote ${s.votedFor ?? '-'} leader ${s.leader ?? '-'} log ${s.log.lastIndex}/${s.log.lastTerm} durable ${s.log.durableIndex} commit ${s.commitIndex} synced '${node.log}'${peers}`,
    );
  }
}
