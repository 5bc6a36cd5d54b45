import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A certificate with its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

// As much DER (X.690) as a certificate (RFC 5280) needs.
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes));
const bits = (bytes: Uint8Array): Buffer => der(0x03, Buffer.from([0]), bytes);
const time = (date: Date): Buffer =>
  der(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`));
const name = (common: string): Buffer =>
  sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(common)))));

const ECDSA_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const TRUE = der(0x01, Buffer.from([0xff]));
const DAY = 86_400_000;

function extensions(isAuthority: boolean, uris: readonly string[]): Buffer {
  const constraints = sequence(oid(0x55, 0x1d, 0x13), TRUE, der(0x04, isAuthority ? sequence(TRUE) : sequence()));
  const names = sequence(
    der(0x87, Buffer.from([127, 0, 0, 1])),
    der(0x82, Buffer.from('localhost')),
    ...uris.map((uri) => der(0x86, Buffer.from(uri))),
  );
  return der(0xa3, sequence(constraints, sequence(oid(0x55, 0x1d, 0x11), der(0x04, names))));
}

/** An authority of tests: signs certificates for 127.0.0.1 and localhost. */
export class Authority implements Certificate {
  readonly cert: string;
  readonly key: string;
  readonly #name: string;
  readonly #signer: KeyObject;

  constructor(common: string) {
    this.#name = common;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#signer = privateKey;
    this.key = pemOf(privateKey);
    this.cert = this.#sign(common, publicKey, true, 1, []);
  }

  /**
   * The certificate of a node, which names it as transports expect it: `lol://node/<id>`.
   * @param days How long it is valid from now on; negative: it has expired.
   */
  issue(node: string, days = 1): Certificate {
    return this.issueFor(node, days, [`lol://node/${node}`]);
  }

  /** The certificate of somebody else, with alternative names of its own. */
  issueFor(common: string, days = 1, uris: readonly string[] = []): Certificate {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return { cert: this.#sign(common, publicKey, false, days, uris), key: pemOf(privateKey) };
  }

  #sign(subject: string, key: KeyObject, isAuthority: boolean, days: number, uris: readonly string[]): string {
    const now = Date.now();
    const body = sequence(
      der(0xa0, der(0x02, Buffer.from([2]))),
      der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
      ECDSA_SHA256,
      name(this.#name),
      sequence(time(new Date(now - 10 * DAY)), time(new Date(now + days * DAY))),
      name(subject),
      key.export({ type: 'spki', format: 'der' }),
      extensions(isAuthority, uris),
    );
    const certificate = sequence(body, ECDSA_SHA256, bits(sign('sha256', body, this.#signer)));
    const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
    return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  }
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
