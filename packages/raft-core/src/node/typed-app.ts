import { AppFailedError } from '../model/errors.js';
import type {
  AppliedCommand,
  CommandTerms,
  MaybePromise,
  RaftApp,
  SnapshotSource,
  StoredSnapshot,
} from '../ports/app.js';
import type { AppCodec } from './codec.js';

/** Where a command stands in the log; equal on every replica. */
export type CommandContext = Omit<AppliedCommand, 'payload'>;

export interface TypedCommand<C> extends CommandContext {
  readonly command: C;
}

/** A state machine over values instead of bytes; the promises of `RaftApp` hold. */
export interface TypedApp<C, R, Q = C, A = R> {
  apply(command: C, context: CommandContext): R;
  query(query: Q): MaybePromise<A>;
  install(snapshot: StoredSnapshot | undefined): MaybePromise<void>;
  snapshot?(): SnapshotSource;
  fold?(old: StoredSnapshot | undefined, commands: AsyncIterable<readonly TypedCommand<C>[]>): SnapshotSource;
  wantsSnapshot?(): boolean;
  /** Throw to refuse a command before it is appended. */
  validate?(command: C, terms: CommandTerms): void;
}

/** A `RaftApp` that remembers its types, so that a node can offer typed calls. */
export interface CodedApp<C, R, Q = C, A = R> extends RaftApp {
  readonly codec: AppCodec<C, R, Q, A>;
}

/** Wraps a typed state machine. Commands that do not decode are refused before they are appended. */
export function typedApp<C, R, Q, A>(app: TypedApp<C, R, Q, A>, codec: AppCodec<C, R, Q, A>): CodedApp<C, R, Q, A> {
  const decode = ({ payload, ...context }: AppliedCommand): TypedCommand<C> => ({
    ...context,
    command: codec.command.decode(payload),
  });
  return {
    codec,
    apply: (commands) =>
      commands.map(({ payload, ...context }) => {
        try {
          return codec.response.encode(app.apply(codec.command.decode(payload), context));
        } catch (error) {
          throw new AppFailedError(context.index, error);
        }
      }),
    query: (request) => {
      const answer = app.query(codec.query.decode(request));
      return answer instanceof Promise
        ? answer.then((value) => codec.answer.encode(value))
        : codec.answer.encode(answer);
    },
    install: (snapshot) => app.install(snapshot),
    validate: (payload, terms) => {
      const command = codec.command.decode(payload);
      app.validate?.(command, terms);
    },
    ...optionalParts(app, decode),
  };
}

/** What the app does not have, its wrapper must not have either: the node looks. */
function optionalParts<C, R, Q, A>(
  app: TypedApp<C, R, Q, A>,
  decode: (command: AppliedCommand) => TypedCommand<C>,
): Pick<RaftApp, 'snapshot' | 'fold' | 'wantsSnapshot'> {
  return {
    ...(app.snapshot !== undefined && { snapshot: app.snapshot.bind(app) }),
    ...(app.wantsSnapshot !== undefined && { wantsSnapshot: app.wantsSnapshot.bind(app) }),
    ...(app.fold !== undefined && foldOver(app.fold.bind(app), decode)),
  };
}

function foldOver<C>(
  fold: NonNullable<TypedApp<C, never>['fold']>,
  decode: (command: AppliedCommand) => TypedCommand<C>,
): Pick<RaftApp, 'fold'> {
  return {
    fold: (old, commands) => {
      async function* decoded(): AsyncGenerator<readonly TypedCommand<C>[]> {
        for await (const batch of commands) yield batch.map(decode);
      }
      return fold(old, decoded());
    },
  };
}
