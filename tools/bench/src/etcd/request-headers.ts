/**
 * The header block of a gRPC request in HPACK (RFC 7541), without Huffman coding. The first request of a connection
 * enters everything but the path into the dynamic table; the others name those entries.
 */
const POST = 0x83;
const SCHEME_HTTP = 0x86;
const NAME_AUTHORITY = 1;
const NAME_PATH = 4;
const NAME_CONTENT_TYPE = 31;
/** Of the dynamic table, newest first. */
const NEWEST = 62;

export class RequestHeaders {
  readonly #authority: string;
  readonly #later = new Map<string, Buffer>();
  #first = true;

  constructor(authority: string) {
    this.#authority = authority;
  }

  /** Has to be sent, and in the order of calls: the other side's table follows it. */
  block(path: string): Buffer {
    if (this.#first) {
      this.#first = false;
      return Buffer.concat([
        pathOf(path),
        indexedName(NAME_AUTHORITY, this.#authority),
        indexedName(NAME_CONTENT_TYPE, 'application/grpc'),
        Buffer.from([0x40]),
        text('te'),
        text('trailers'),
      ]);
    }
    let block = this.#later.get(path);
    if (block === undefined) {
      const entries = [NEWEST + 2, NEWEST + 1, NEWEST].map((index) => 0x80 | index);
      block = Buffer.concat([pathOf(path), Buffer.from(entries)]);
      this.#later.set(path, block);
    }
    return block;
  }
}

/** A literal that is not entered into the table, behind the two fixed pseudo-headers. */
function pathOf(path: string): Buffer {
  return Buffer.concat([Buffer.from([POST, SCHEME_HTTP, NAME_PATH]), text(path)]);
}

/** A literal that is entered into the table, under a name of the static table. */
function indexedName(name: number, value: string): Buffer {
  return Buffer.concat([Buffer.from([0x40 | name]), text(value)]);
}

function text(value: string): Buffer {
  if (value.length >= 0x7f) throw new Error(`the header value ${value} is too long`);
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(value, 'latin1')]);
}
