import { expect } from 'chai';
import { decodeStatus, firstValue, putRequest, rangeRequest } from '../../src/etcd/messages.js';
import { MessageReader, type MessageWriter } from '../../src/etcd/protobuf.js';

function bytesOf(message: MessageWriter): Buffer {
  const bytes = Buffer.alloc(message.length);
  message.writeTo(bytes, 0);
  return bytes;
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('messages of etcd', () => {
  it('encodes a put: the key as field 1, the value as field 2', () => {
    expect(bytesOf(putRequest(Buffer.from('k1'), Buffer.from('abc')))).to.deep.equal(hex('0a026b31 1203616263'));
  });

  it('encodes lengths over 127 in several bytes', () => {
    const bytes = bytesOf(putRequest(new Uint8Array(1), new Uint8Array(300)));
    expect(bytes.subarray(0, 6)).to.deep.equal(hex('0a0100 12ac02'));
    expect(bytes).to.have.length(3 + 3 + 300);
  });

  it('asks for a linearizable read unless told otherwise', () => {
    expect(bytesOf(rangeRequest(Buffer.from('k'), false))).to.deep.equal(hex('0a016b'));
    expect(bytesOf(rangeRequest(Buffer.from('k'), true))).to.deep.equal(hex('0a016b 3801'));
  });

  it('finds the value of the first key', () => {
    // header { revision: 7 }, kvs { key: "k" create_revision: 5 value: "xyz" }, count: 1
    const response = hex('0a02 1807 120a 0a016b 1005 2a0378797a 2001');
    expect(Buffer.from(firstValue(response)!).toString()).to.equal('xyz');
  });

  it('tells an absent key from an empty value', () => {
    expect(firstValue(hex('0a02 1807'))).to.equal(undefined);
    expect(firstValue(hex('1203 0a016b'))).to.deep.equal(new Uint8Array(0));
  });

  it('reads member ids that use all 64 bits', () => {
    // header { member_id: 2^64-1 raft_term: 3 }, version, leader: 2^63, raftTerm: 3
    const status = decodeStatus(hex('0a0d 10ffffffffffffffffff01 2003 1206332e342e3233 2080808080808080808001 3003'));
    expect(status).to.deep.equal({ member: 2n ** 64n - 1n, leader: 2n ** 63n, term: 3 });
  });

  it('refuses what is cut off', () => {
    for (const text of ['0a', '0a05 6b', '08', '08ff', '0affffffffffff']) {
      expect(() => {
        const reader = new MessageReader(hex(text));
        while (reader.next()) reader.skip();
      }, text).to.throw(/cut off|longer/);
    }
  });
});
