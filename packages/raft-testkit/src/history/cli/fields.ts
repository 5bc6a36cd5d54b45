/** A line of a file that is not as documented. */
export class FormatError extends Error {
  readonly code = 'FORMAT';
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.name = 'FormatError';
    this.line = line;
  }
}

/** The members of a JSON object, taken by name and type; what nobody has taken is an error, so that no misspelt name is passed by. */
export class Fields {
  readonly #line: number;
  readonly #what: string;
  readonly #left: Map<string, unknown>;

  constructor(line: number, what: string, value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new FormatError(line, `${what} is not an object`);
    this.#line = line;
    this.#what = what;
    this.#left = new Map(Object.entries(value));
  }

  fail(message: string): never {
    throw new FormatError(this.#line, message);
  }

  /** The value, or undefined where the member is absent. */
  take(name: string): unknown {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value;
  }

  has(name: string): boolean {
    return this.#left.get(name) !== undefined;
  }

  object(name: string): Fields {
    return new Fields(this.#line, `"${name}"`, this.take(name));
  }

  /** @param isOne what the member must be, for which `kind` is the word. */
  required<T>(name: string, isOne: (value: unknown) => value is T, kind: string): T {
    const value = this.take(name);
    return isOne(value) ? value : this.fail(`${this.#what} has no "${name}" that is ${kind}`);
  }

  /** An object with the member, or without it where it is absent. */
  optional<Name extends string, T>(
    name: Name,
    isOne: (value: unknown) => value is T,
    kind: string,
  ): { readonly [_ in Name]?: T } {
    return this.has(name) ? ({ [name]: this.required(name, isOne, kind) } as { readonly [_ in Name]?: T }) : {};
  }

  end(): void {
    const [name] = this.#left.keys();
    if (name !== undefined) this.fail(`${this.#what} has an unknown member "${name}"`);
  }
}
