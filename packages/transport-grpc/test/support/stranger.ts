import {
  credentials,
  loadPackageDefinition,
  Metadata,
  type Client,
  type ChannelCredentials,
  type ChannelOptions,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { PROTO_FOLDER } from '@lolraft/raft-wire';
import { fileURLToPath } from 'node:url';

const definition = loadSync(['lol/v1/service.proto', 'lol/v1/link.proto'], {
  includeDirs: [fileURLToPath(PROTO_FOLDER)],
  longs: Number,
  enums: String,
  bytes: Buffer,
});
export const described = definition;
const loaded = loadPackageDefinition(definition) as any;

/** A client that knows nothing but the .proto files. */
export class Stranger {
  readonly raft: Client & Record<string, (...args: any[]) => any>;
  readonly link: Client & Record<string, (...args: any[]) => any>;

  constructor(
    target: string,
    channelCredentials: ChannelCredentials = credentials.createInsecure(),
    options: ChannelOptions = {},
  ) {
    const all = { 'grpc.use_local_subchannel_pool': 1, ...options };
    this.raft = new loaded.lol.v1.Raft(target, channelCredentials, all);
    this.link = new loaded.lol.v1.Link(target, channelCredentials, all);
  }

  /** A unary call: its answer, or the error that it ends with. */
  async call(
    method: string,
    request: object,
    { metadata = {}, deadline }: { metadata?: Record<string, string>; deadline?: number } = {},
  ): Promise<{ response?: any; error?: ServiceError }> {
    const sent = new Metadata();
    for (const [key, value] of Object.entries(metadata)) sent.set(key, value);
    return new Promise((resolve) => {
      const options = deadline === undefined ? {} : { deadline: Date.now() + deadline };
      this.raft[method]!(request, sent, options, (error: ServiceError | null, response: any) =>
        resolve(error === null ? { response } : { error }),
      );
    });
  }

  close(): void {
    this.raft.close();
    this.link.close();
  }
}
