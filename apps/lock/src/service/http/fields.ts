import { InvalidArgumentError } from '@lolraft/raft-core';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The fields of a JSON object or of a query string, each taken once and checked. */
export class Fields {
  readonly #fields: Map<string, unknown>;
  readonly #isText: boolean;

  private constructor(fields: Map<string, unknown>, isText: boolean) {
    this.#fields = fields;
    this.#isText = isText;
  }

  /** @throws {InvalidArgumentError} where it is no JSON object. An empty body has no fields. */
  static ofBody(body: Uint8Array): Fields {
    if (body.length === 0) return new Fields(new Map(), false);
    let value: unknown;
    try {
      value = JSON.parse(utf8.decode(body));
    } catch {
      throw new InvalidArgumentError('the body is not JSON');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new InvalidArgumentError('the body is not a JSON object');
    return new Fields(new Map(Object.entries(value)), false);
  }

  /** @throws {InvalidArgumentError} where a parameter is there twice. */
  static ofQuery(query: URLSearchParams): Fields {
    const fields = new Map<string, unknown>();
    for (const [name, value] of query) {
      if (fields.has(name)) throw new InvalidArgumentError(`${name} is there twice`);
      fields.set(name, value);
    }
    return new Fields(fields, true);
  }

  #take(name: string): unknown {
    const value = this.#fields.get(name);
    this.#fields.delete(name);
    return value ?? undefined;
  }

  /** A whole number from 0 to 2^53 - 1. */
  number(name: string): number | undefined {
    const given = this.#take(name);
    if (given === undefined) return undefined;
    const value = this.#isText && typeof given === 'string' && /^\d{1,16}$/.test(given) ? Number(given) : given;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw new InvalidArgumentError(`${name} must be a whole number from 0 to 2^53 - 1`);
  }

  /** As `number`, and fits 32 bits. */
  small(name: string): number | undefined {
    const value = this.number(name);
    if (value !== undefined && value > 0xffff_ffff) throw new InvalidArgumentError(`${name} is too large`);
    return value;
  }

  text(name: string): string | undefined {
    const value = this.#take(name);
    if (value === undefined || typeof value === 'string') return value;
    throw new InvalidArgumentError(`${name} must be a string`);
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const given = this.text(name);
    const value = values.find((one) => one === given);
    if (given !== undefined && value === undefined)
      throw new InvalidArgumentError(`${name} must be one of ${values.join(', ')}`);
    return value;
  }

  /** What `wait` may be: milliseconds, `open` or `queue`. */
  wait(most: number): number | 'open' | 'queue' | undefined {
    if (typeof this.#fields.get('wait') === 'string') return this.oneOf('wait', ['open', 'queue'] as const);
    const value = this.number('wait');
    if (value !== undefined && value > most)
      throw new InvalidArgumentError(`wait must be at most ${most} milliseconds, "open" or "queue"`);
    return value;
  }

  required<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw new InvalidArgumentError(`${name} is missing`);
    return value;
  }

  /** @throws {InvalidArgumentError} where there is something that nobody has asked for. */
  end(): void {
    const [name] = this.#fields.keys();
    if (name !== undefined) throw new InvalidArgumentError(`${JSON.stringify(name)} is not a field here`);
  }
}
