import { isGrpcAddress } from '@lolraft/cli-kit';
import { InvalidArgumentError, type Transport } from '@lolraft/raft-core';
import { type TlsOptions, WsTransport } from '@lolraft/transport-ws';
import type { Settings } from './settings.js';

/**
 * The transport of the addresses that the settings name: one cluster speaks one.
 * @throws {InvalidArgumentError} where they name both.
 */
export async function openTransport(
  { listen, advertise, members, join = [] }: Settings,
  tls: TlsOptions | undefined,
): Promise<Transport> {
  const options = {
    listen,
    ...(advertise === undefined ? undefined : { advertise }),
    ...(tls === undefined ? undefined : { tls }),
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
