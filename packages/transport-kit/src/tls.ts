import { constants, X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { InvalidArgumentError, type ClusterId, type PeerIdentity } from '@lolraft/raft-core';
import {
  createSecureContext,
  TLSSocket,
  type PeerCertificate,
  type SecureContext,
  type SecureContextOptions,
  type TlsOptions as TlsServerOptions,
} from 'node:tls';
import type { ChannelSecurity } from './channel.js';
import { namesOf } from './security/certificate-names.js';
import { DEFAULT_NODE_NAME, NodeName } from './security/node-name.js';

/** PEM text or bytes. */
export type Pem = string | Uint8Array;

/** What a client needs to speak TLS; all of it is optional where the server's certificate is signed by a public authority. */
export interface ClientTlsOptions {
  /** Who is trusted to sign certificates of servers. Default: the public authorities that Node knows. */
  readonly ca?: Pem | readonly Pem[];
  /** Our own certificate and its key, where the server asks for one. */
  readonly cert?: Pem;
  readonly key?: Pem;
  readonly passphrase?: string;
  /** The name that the server's certificate must carry. Default: the host of its address. */
  readonly servername?: string;
}

/** What a node needs to listen with TLS and to dial its peers. */
export interface TlsOptions extends ClientTlsOptions {
  readonly cert: Pem;
  readonly key: Pem;
  /**
   * Who must show a certificate signed by `ca`: `peers` (the default; clients may come without), `everybody`, or
   * `nobody` (the network is trusted, and TLS only hides what is said).
   */
  readonly require?: 'peers' | 'everybody' | 'nobody';
  /**
   * Which name in a certificate makes it that of a node, `{node}` in it: `URI:lol://node/{node}` by default. `DNS:` and `CN:`
   * can begin it as well, and `{cluster}` stands for the cluster's id. Whoever speaks as a node has to have a certificate
   * that names it, and no certificate that names a node is one of a client.
   */
  readonly nodeName?: string;
  /**
   * In place of `nodeName`: whether this certificate may speak as this node; returns why not, or undefined where it may. Not
   * asked of peers without a certificate where `require` is `nobody`.
   */
  readonly authorizePeer?: (peer: PeerIdentity, certificate: PeerCertificate) => string | undefined;
}

const pem = (value: Pem): string | Buffer => (typeof value === 'string' ? value : Buffer.from(value));

const authorities = ({ ca }: ClientTlsOptions): (string | Buffer)[] | undefined =>
  ca === undefined ? undefined : (Array.isArray(ca) ? (ca as readonly Pem[]) : [ca as Pem]).map(pem);

function credentials(
  tls: ClientTlsOptions,
): Pick<SecureContextOptions, 'ca' | 'cert' | 'key' | 'passphrase' | 'minVersion' | 'secureOptions'> {
  return {
    minVersion: 'TLSv1.2',
    // Connections live long: a session that can be resumed would only be one more secret to keep, and outlive a certificate.
    secureOptions: constants.SSL_OP_NO_TICKET,
    ca: authorities(tls),
    cert: tls.cert === undefined ? undefined : pem(tls.cert),
    key: tls.key === undefined ? undefined : pem(tls.key),
    passphrase: tls.passphrase,
  };
}

/** @throws {InvalidArgumentError} where certificates cannot be read, or certificate, key and passphrase do not fit. */
function secureContext(tls: ClientTlsOptions): SecureContext {
  try {
    // What is no certificate would be skipped in silence, and nobody trusted.
    for (const ca of authorities(tls) ?? []) new X509Certificate(ca);
    return createSecureContext(credentials(tls));
  } catch (error) {
    throw new InvalidArgumentError(
      `the TLS options are not valid: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** @throws {InvalidArgumentError} */
export function nodeNameOf(tls: TlsOptions | undefined, cluster: ClusterId): NodeName {
  return new NodeName(tls?.nodeName ?? DEFAULT_NODE_NAME, cluster);
}

/**
 * Has a server use these certificates for connections that come from now on.
 * @throws {InvalidArgumentError} where they are not valid; the former ones stay.
 */
export function reloadServer(server: { setSecureContext(options: SecureContextOptions): void }, tls: TlsOptions): void {
  secureContext(tls);
  server.setSecureContext(credentials(tls));
}

export function serverTls(tls: TlsOptions): TlsServerOptions {
  const require = tls.require ?? 'peers';
  return {
    ...credentials(tls),
    requestCert: require !== 'nobody',
    // Clients may come without a certificate; `peerProblem` sees to the peers.
    rejectUnauthorized: require === 'everybody',
  };
}

/**
 * How to dial with TLS; to be made once, because reading certificates is slow.
 * @throws {InvalidArgumentError}
 */
export function dialTls(tls: ClientTlsOptions | undefined): DialTls {
  if (tls === undefined) return {};
  const context = secureContext(tls);
  return tls.servername === undefined
    ? { secureContext: context }
    : { secureContext: context, servername: tls.servername };
}

export interface DialTls {
  readonly secureContext?: SecureContext;
  readonly servername?: string;
}

/** What TLS says of a socket; undefined where it has none. */
export function securityOf(socket: Socket): ChannelSecurity | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const certificate = socket.getPeerCertificate();
  return {
    authorized: socket.authorized,
    problem: String(socket.authorizationError),
    certificate: Object.keys(certificate).length > 0 ? certificate : undefined,
  };
}

/** Characters of the names in a certificate that a refusal shows. */
const MAX_SHOWN = 256;

/** Why whoever is at the other end of a channel may not speak as `peer`, if so. */
export function peerProblem(
  tls: TlsOptions | undefined,
  nodes: NodeName,
  security: ChannelSecurity | undefined,
  peer: PeerIdentity,
): string | undefined {
  if (tls === undefined) return undefined;
  const isTrusting = tls.require === 'nobody';
  if (security?.authorized !== true && !isTrusting)
    return `no trusted certificate: ${security?.problem ?? 'there is no TLS'}`;
  const certificate = security?.certificate;
  if (certificate === undefined) return isTrusting ? undefined : 'no certificate';
  if (tls.authorizePeer !== undefined) return tls.authorizePeer(peer, certificate);
  if (isTrusting) return undefined;
  const [names, expected] = [namesOf(certificate), nodes.of(peer.node)];
  if (names.includes(expected)) return undefined;
  const shown = names.length === 0 ? 'nobody' : names.join(', ').slice(0, MAX_SHOWN);
  return `the certificate is of ${shown}, and not of ${expected}`;
}
