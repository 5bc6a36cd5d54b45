import type { AppliedCommand, StoredSnapshot } from '@lolraft/raft-core';
import { AppBridge, type AppBridgeOptions, type BridgedApp } from '../../src/index.js';
import { FakeApp, type HelloParts } from './fake-app.js';

const encoder = new TextEncoder();

export function command(index: number, payload: string | Uint8Array = `c${index}`): AppliedCommand {
  return { index, term: 1, time: 10 * index, payload: typeof payload === 'string' ? encoder.encode(payload) : payload };
}

export function stored(read: () => AsyncIterable<Uint8Array>): StoredSnapshot {
  return { index: 7, term: 2, time: 70, read };
}

export async function* pieces(...all: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const each of all) yield typeof each === 'string' ? encoder.encode(each) : each;
}

export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export async function collect(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of source) all.push(piece);
  return Buffer.concat(all).toString();
}

/** A bridge, an app of the test at its other end, and what the node has of it. */
export class Pair {
  readonly bridge: AppBridge;
  readonly fake: FakeApp;
  readonly app: BridgedApp;

  private constructor(bridge: AppBridge, fake: FakeApp, app: BridgedApp) {
    this.bridge = bridge;
    this.fake = fake;
    this.app = app;
  }

  static async open(options: AppBridgeOptions = {}, parts: HelloParts = {}): Promise<Pair> {
    const bridge = await AppBridge.open(options);
    const [app, fake] = await Promise.all([bridge.attach(), FakeApp.welcomed(bridge.address, parts)]);
    return new Pair(bridge, fake, app);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bridge.close();
    this.fake.die();
  }
}

/** @throws where the error is none of this class. */
export function ofClass<T extends Error>(error: Error, expected: new (...args: never[]) => T): T {
  if (!(error instanceof expected)) throw new Error(`expected ${expected.name}, got ${error.stack ?? ''}`);
  return error;
}
