import { InvalidArgumentError } from './errors.js';

/** What a number counts. */
export type SettingUnit =
  | 'ms'
  | 'bytes'
  | 'bytes/s'
  | 'entries'
  | 'messages'
  | 'calls'
  | 'snapshots'
  | 'sessions'
  | 'commands'
  | 'responses'
  | 'permille'
  | 'phi'
  | 'factor';

/** What a setting may be. From it follow what is refused, what is listed, and what `docs/tuning.md` has to say. */
export type SettingDefinition =
  /** From `min` to `max`, both included; a `max` of Infinity lets a bound be switched off. */
  | {
      readonly kind: 'number';
      readonly unit: SettingUnit;
      readonly min: number;
      readonly max: number;
      readonly whole?: boolean;
    }
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

/** The definitions of everything that `T` has. */
export type SettingDefinitions<T> = { readonly [N in keyof T]-?: SettingDefinition };

/** A size or count that fits a double, and is no "no bound". */
export const FINITE = Number.MAX_SAFE_INTEGER;

/** @throws {InvalidArgumentError} that says what is possible. */
export function checkSettingValue(name: string, definition: SettingDefinition, value: unknown): void {
  const must = (what: string): never => {
    throw new InvalidArgumentError(`${name} must be ${what}, not ${String(value)}`);
  };
  switch (definition.kind) {
    case 'switch':
      if (typeof value !== 'boolean') must('true or false');
      return;
    case 'choice':
      if (typeof value !== 'string' || !definition.choices.includes(value)) must(definition.choices.join(' or '));
      return;
    case 'number': {
      const { min, max, whole = false } = definition;
      const isOne = whole ? Number.isSafeInteger(value) : typeof value === 'number' && !Number.isNaN(value);
      const number = whole ? 'a whole number' : 'a number';
      if (isOne && Number(value) >= min && Number(value) <= max) return;
      must(max >= FINITE ? `${number} of at least ${min}` : `${number} from ${min} to ${max}`);
    }
  }
}

/** @throws {InvalidArgumentError} on the first value that is not possible. */
export function checkSettings<T extends object>(definitions: SettingDefinitions<T>, values: T): void {
  for (const name of Object.keys(values) as (keyof T & string)[])
    if (Object.hasOwn(definitions, name)) checkSettingValue(name, definitions[name], values[name]);
}
