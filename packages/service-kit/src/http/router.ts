import { InvalidArgumentError } from '@lolraft/raft-core';
import { HttpError, type Route } from './route.js';

export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Compiled {
  readonly route: Route;
  readonly segments: readonly string[];
}

const isParameter = (segment: string): boolean => segment.startsWith(':');

/** Two paths that could be the same one. */
const shape = ({ segments }: Compiled): string => segments.map((s) => (isParameter(s) ? ':' : s)).join('/');

/** Finds the route of a request, by the segments of its path. */
export class Router {
  #routes: readonly Compiled[] = [];

  /** @throws {InvalidArgumentError} where two routes are for the same requests. */
  constructor(routes: readonly Route[]) {
    this.add(routes);
  }

  /** All of them, or none. @throws {InvalidArgumentError} where two routes are for the same requests. */
  add(routes: readonly Route[]): void {
    const all = [...this.#routes, ...routes.map((route) => ({ route, segments: route.path.split('/') }))];
    const known = new Set<string>();
    for (const compiled of all) {
      const key = `${compiled.route.method} ${shape(compiled)}`;
      if (!compiled.route.path.startsWith('/') || known.has(key))
        throw new InvalidArgumentError(`the route ${compiled.route.method} ${compiled.route.path} is there twice`);
      known.add(key);
    }
    this.#routes = all;
  }

  /** Literal segments win over parameters. @throws {HttpError} 404, or 405 with the methods that there are. */
  find(method: string, path: string): Match {
    const segments = decoded(path);
    const fitting = this.#routes.filter(({ segments: wanted }) => fits(wanted, segments));
    if (fitting.length === 0) throw new HttpError(404, 'there is nothing here');
    const wanted = method === 'HEAD' ? 'GET' : method;
    const [found] = fitting
      .filter(({ route }) => route.method === wanted)
      .sort((a, b) => a.segments.filter(isParameter).length - b.segments.filter(isParameter).length);
    if (found === undefined) {
      const methods = new Set(fitting.flatMap(({ route: r }) => (r.method === 'GET' ? ['GET', 'HEAD'] : [r.method])));
      throw new HttpError(405, `${method} is not possible here`, { allow: [...methods].join(', ') });
    }
    const parameters: Record<string, string> = {};
    for (const [i, segment] of found.segments.entries())
      if (isParameter(segment)) parameters[segment.slice(1)] = segments[i] ?? '';
    return { route: found.route, parameters };
  }
}

function decoded(path: string): string[] {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    throw new HttpError(400, 'the path is not encoded as a path is');
  }
}

function fits(wanted: readonly string[], segments: readonly string[]): boolean {
  return (
    wanted.length === segments.length &&
    wanted.every((segment, i) => (isParameter(segment) ? segments[i] !== '' : segment === segments[i]))
  );
}
