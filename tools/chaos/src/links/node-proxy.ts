import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Links } from './links.js';

/** What a dialler says before its first WebSocket frame is never longer. */
const MAX_HEAD_BYTES = 16 * 1024;
const END_OF_HEAD = '\r\n\r\n';
const NODE = /^user-agent: lol \(node ([\w-]+)\)\r?$/im;

/** Which node dials, by the head of its HTTP request; undefined for a client. */
export function diallerOf(head: string): string | undefined {
  return NODE.exec(head)?.[1];
}

/**
 * Stands before one node: passes on the bytes of whoever connects, as far as the link between the two lets it. Every
 * direction is held or broken for itself, whoever made the connection.
 */
export class NodeProxy {
  readonly #node: string;
  readonly #target: number;
  readonly #links: Links;
  readonly #server: Server;
  readonly #pairs = new Set<() => void>();

  private constructor(node: string, target: number, links: Links) {
    this.#node = node;
    this.#target = target;
    this.#links = links;
    this.#server = createServer((near) => {
      this.#accept(near);
    });
  }

  /** Listens on `port` of the loopback interface for the node at `target`. */
  static async start(node: string, port: number, target: number, links: Links): Promise<NodeProxy> {
    const proxy = new NodeProxy(node, target, links);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(port, '127.0.0.1', resolve);
    });
    return proxy;
  }

  #accept(near: Socket): void {
    const end = (): void => {
      this.#pairs.delete(end);
      near.destroy();
    };
    this.#pairs.add(end);
    let head = Buffer.alloc(0);
    near.on('error', end).once('close', end);
    const read = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const text = head.toString('latin1');
      if (!text.includes(END_OF_HEAD)) {
        if (head.length > MAX_HEAD_BYTES) end();
        return;
      }
      near.off('data', read).pause();
      this.#pairs.delete(end);
      if (!near.destroyed) this.#connect(near, head, diallerOf(text));
    };
    near.on('data', read);
  }

  #connect(near: Socket, head: Buffer, dialler: string | undefined): void {
    const far = connect(this.#target, '127.0.0.1');
    near.setNoDelay(true);
    far.setNoDelay(true);
    const ways = [
      { from: near, to: far, state: () => this.#links.state(dialler, this.#node) },
      { from: far, to: near, state: () => this.#links.state(this.#node, dialler) },
    ];
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      stopListening();
      this.#pairs.delete(end);
      near.destroy();
      far.destroy();
    };
    const update = (): void => {
      for (const { from, to, state } of ways) {
        const now = state();
        if (now === 'broken') end();
        else if (now === 'held' || to.writableNeedDrain) from.pause();
        else from.resume();
      }
    };
    const stopListening = this.#links.onChange(update);
    this.#pairs.add(end);
    for (const { from, to } of ways) {
      from.on('error', end).once('close', end).once('end', end);
      from.on('data', (chunk) => {
        if (!to.write(chunk)) from.pause();
      });
      to.on('drain', update);
    }
    near.unshift(head);
    update();
  }

  async close(): Promise<void> {
    for (const end of [...this.#pairs]) end();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
