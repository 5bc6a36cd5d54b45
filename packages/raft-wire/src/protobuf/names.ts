/** The model's names for the numbers of an enum, both ways. */
export class Names<Name extends string, Value extends number> {
  readonly #values: Readonly<Record<Name, Value>>;
  readonly #names = new Map<number, Name>();

  constructor(values: Readonly<Record<Name, Value>>) {
    this.#values = values;
    for (const name of Object.keys(values) as Name[]) this.#names.set(values[name], name);
  }

  valueOf(name: Name): Value {
    return this.#values[name];
  }

  /** Undefined for a number that this build does not know. */
  nameOf(value: number): Name | undefined {
    return this.#names.get(value);
  }
}
