import type { PeerCertificate } from 'node:tls';

/** The kinds of names of a certificate that count here, as `kind:name`. */
const KINDS: ReadonlySet<string> = new Set(['URI', 'DNS', 'email']);

/** One alternative name, as Node writes it: what could be mistaken for several is JSON text. */
const ALTERNATIVE = /([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/y;

/**
 * Who a certificate says that it is for: `CN:alice`, `URI:lol://node/n1`, `DNS:n1.example`. Says nothing about whether the
 * certificate is to be believed.
 */
export function namesOf(certificate: PeerCertificate): readonly string[] {
  const names: string[] = [];
  // The types say that there is a text: there may be no subject, or an array of names, which is ambiguous.
  const { CN: common }: { CN?: unknown } = (certificate as Partial<PeerCertificate>).subject ?? {};
  if (typeof common === 'string' && common !== '') names.push(`CN:${common}`);
  const text = certificate.subjectaltname ?? '';
  ALTERNATIVE.lastIndex = 0;
  for (let match = ALTERNATIVE.exec(text); match !== null; match = ALTERNATIVE.exec(text)) {
    const [, kind = '', name = ''] = match;
    if (KINDS.has(kind)) names.push(`${kind}:${name.startsWith('"') ? unquote(name) : name}`);
    if (ALTERNATIVE.lastIndex >= text.length) break;
  }
  return names;
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    // Not as Node writes it: then it names nobody.
    return '';
  }
}

/** Whether the time for which a certificate was signed is over, or has not begun. A connection may outlive it. */
export function isOutOfDate({ valid_from: from, valid_to: to }: PeerCertificate, now: number): boolean {
  const [begins, ends] = [Date.parse(from), Date.parse(to)];
  return !(begins <= now && now <= ends);
}
