import { isGrpcAddress } from '@lolraft/cli-kit';
import { InvalidArgumentError } from '@lolraft/raft-core';
import { WsTransport } from '@lolraft/transport-ws';
import type { ReloadableTransport, Secrets } from './security.js';
import type { Settings } from './settings.js';

/**
 * The transport of the addresses that the settings name: one cluster speaks one.
 * @throws {InvalidArgumentError} where they name both.
 */
export async function openTransport(
  { listen, advertise, members, join = [] }: Settings,
  { tls, access }: Secrets,
  onWarning: (warning: string) => void,
): Promise<ReloadableTransport> {
  const options = {
    listen,
    ...(advertise === undefined ? undefined : { advertise }),
    ...(tls === undefined ? undefined : { tls }),
    ...(access === undefined ? undefined : { access }),
    onWarning,
  };
  const addresses = [...members.map(({ address }) => address), ...join];
  if (advertise !== undefined) addresses.push(advertise);
  const overGrpc = addresses.filter(isGrpcAddress);
  if (overGrpc.length === 0) return new WsTransport(options);
  if (overGrpc.length < addresses.length)
    throw new InvalidArgumentError(
      `the nodes of a cluster speak WebSockets or gRPC, not both: ${addresses.join(', ')}`,
    );
  const { GrpcTransport } = await import('@lolraft/transport-grpc');
  return new GrpcTransport(options);
}
