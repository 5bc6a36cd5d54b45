import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createToken, formatToken, parseAccessFile, TokenTable } from '../../src/index.js';

const SECRET = /[A-Za-z0-9_-]{43}/;

describe('tokens', () => {
  it('are found by showing them, and by nothing else', () => {
    const { token, record } = createToken('ci', 'write', Infinity);
    const other = createToken('other', 'admin', Infinity);
    const table = new TokenTable([record, other.record]);
    expect(table.find(token)).to.equal(record);
    expect(table.find(other.token)).to.equal(other.record);
    const wrong = [
      '',
      'ci',
      record.hash,
      `lol_ci_${record.hash}`,
      token.slice(0, -1),
      `${token}A`,
      token.toUpperCase(),
      ` ${token}`,
      // The secret of one with the id of another, and the other way round.
      token.replace('lol_ci_', 'lol_other_'),
      other.token.replace('lol_other_', 'lol_ci_'),
      createToken('ci', 'admin', Infinity).token,
      createToken('nobody', 'admin', Infinity).token,
      'lol_nobody_'.padEnd(54, '\0'),
    ];
    for (const each of wrong) expect(table.find(each), each).to.equal(undefined);
  });

  it('are drawn anew each time, with 256 bits that no record shows', () => {
    const [a, b] = [createToken('ci', 'read', 1), createToken('ci', 'read', 1)];
    expect(a.token).to.match(/^lol_ci_[A-Za-z0-9_-]{43}$/);
    expect(a.token).not.to.equal(b.token);
    const secret = a.token.slice('lol_ci_'.length);
    expect(JSON.stringify(a.record)).not.to.include(secret);
    expect(formatToken(a.record)).not.to.include(secret);
  });

  it('have ids that can stand in logs and files', () => {
    for (const id of ['', 'a b', 'a_b', '-a', 'a'.repeat(33), 'ä'])
      expect(() => createToken(id, 'read', 1), id).to.throw('is not valid');
  });
});

describe('an access file', () => {
  const { record } = createToken('ci', 'write', Date.UTC(2030, 0, 31));

  it('says who may do what', () => {
    const text = `
      # who may do what
      ${formatToken(record)}   # the pipeline
      certificate  CN:ops  admin
      certificate  URI:spiffe://prod/app#1 write

      anonymous read`;
    expect(parseAccessFile(text)).to.deep.equal({
      tokens: [record],
      certificates: [
        { name: 'CN:ops', role: 'admin' },
        { name: 'URI:spiffe://prod/app#1', role: 'write' },
      ],
      anonymous: 'read',
    });
    const never = { ...record, expires: Infinity };
    expect(parseAccessFile(formatToken(never)).tokens).to.deep.equal([never]);
    expect(parseAccessFile('# nobody')).to.deep.equal({ tokens: [], certificates: [], anonymous: undefined });
  });

  const hash = 'sha256:'.padEnd(71, 'a');
  for (const [what, line] of Object.entries({
    'a token in the clear': `token ci write never lol_ci_${'s'.repeat(43)}`,
    'a role that there is not': `token ci root never ${hash}`,
    'an expiry that is no time': `token ci write soon ${hash}`,
    'a time before 1970': `token ci write 1960-01-01 ${hash}`,
    'a token without an expiry': `token ci write ${hash}`,
    'a hash that is too short': 'token ci write never sha256:aa',
    'a hash in capitals': `token ci write never ${hash.replaceAll('a', 'A')}`,
    'a token id that cannot be': `token c_i write never ${hash}`,
    'a certificate of no kind': 'certificate alice admin',
    'a certificate without a role': 'certificate CN:alice',
    'a word that it does not know': 'user alice admin',
    'a word too many': 'anonymous read write',
  })) {
    it(`with ${what} is refused, without showing it`, () => {
      expect(() => parseAccessFile(line))
        .to.throw('is not valid')
        .and.not.match(SECRET);
    });
  }

  it('names nobody twice', () => {
    const twice = formatToken(record);
    expect(() => parseAccessFile(`${twice}\n${twice}`)).to.throw('token ci is named twice');
    expect(() => parseAccessFile('certificate CN:a read\ncertificate CN:a admin')).to.throw('named twice');
    expect(() => parseAccessFile('anonymous read\nanonymous admin')).to.throw('named twice');
  });
});
