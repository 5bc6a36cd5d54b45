import type { MethodDescription, MethodRole, ServiceDescription } from './service-description.js';
import type { ServiceRequest, StreamRequest } from './service.js';

/**
 * What a caller may do; each includes those before it:
 * - `read`: look at what the app keeps, and at the state of the nodes.
 * - `write`: change what the app keeps.
 * - `admin`: change how the cluster runs, and take copies of everything that it keeps.
 */
export type AccessRole = MethodRole;

export const ACCESS_ROLES: readonly AccessRole[] = ['read', 'write', 'admin'];

/** Whether who has `role` may do what needs `needed`. */
export function grants(role: AccessRole, needed: AccessRole): boolean {
  return ACCESS_ROLES.indexOf(role) >= ACCESS_ROLES.indexOf(needed);
}

/**
 * The role that a request needs. This is the one place that says so: a kind of request that is not named here does not
 * compile.
 * @param services Those of the app, whose methods say for themselves what they need; of one that is not among them, nothing is known.
 */
export function roleOf(
  request: ServiceRequest | StreamRequest,
  services: readonly ServiceDescription[] = [],
): AccessRole {
  switch (request.type) {
    case 'query':
    case 'status':
    case 'watchStatus':
      return 'read';
    case 'write':
    case 'session':
      return 'write';
    case 'takeSnapshot':
    case 'readSnapshot':
    case 'changeMembership':
    case 'transferLeadership':
    case 'raiseClusterVersion':
      return 'admin';
    case 'tune':
      // Without settings it changes nothing, and is answered with what there are.
      return request.settings.size === 0 ? 'read' : 'admin';
    case 'invoke':
      return roleIn(services, request, 'unary');
    case 'invokeStream':
      return roleIn(services, request, 'stream');
  }
}

function roleIn(
  services: readonly ServiceDescription[],
  { service, method }: { readonly service: string; readonly method: string },
  kind: MethodDescription['kind'],
): AccessRole {
  const methods = services.find(({ name }) => name === service)?.methods;
  const found = methods !== undefined && Object.hasOwn(methods, method) ? methods[method] : undefined;
  return found?.kind === kind ? found.role : 'admin';
}

/** What a node passes on to the leader for one of its callers, whose role it has checked. */
const PASSED_ON: ReadonlySet<string> = new Set<ServiceRequest['type']>([
  'write',
  'session',
  'changeMembership',
  'transferLeadership',
]);

/** Whether a node may ask this of another in the name of a caller. */
export function isPassedOn({ type }: ServiceRequest | StreamRequest): boolean {
  return PASSED_ON.has(type);
}
