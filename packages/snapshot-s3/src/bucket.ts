import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type GetObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { SnapshotStoreError } from '@lolraft/raft-core';
import { failure, isNotFound, isNotImplemented, isNoSuchUpload } from './failures.js';
import { Interruptible, type Interruptibles } from './interruptible.js';
import type { Settings } from './options.js';

/** Who asks, and for how long. */
export interface Asker {
  readonly signal?: AbortSignal | undefined;
  /** True for what must be done although the store has been closed. */
  readonly afterClose?: boolean;
}

export interface ObjectFacts {
  readonly size: number;
  readonly etag: string | undefined;
  /** Of the writer that put it there. */
  readonly writer: string | undefined;
}

export interface Upload {
  readonly key: string;
  readonly id: string;
}

/** A piece of what is uploaded. */
export interface Body {
  readonly bytes: Uint8Array;
  /** Base64. */
  readonly md5: string | undefined;
  /** Hexadecimal. What the signature of the request rests on; without it the client would hash all of the bytes at once. */
  readonly sha256: string;
}

const BUILD = { step: 'build', name: 'lolContentSha256' } as const;

/** Tells the signer the hash of the body, which was made while the body came. */
function contentSha256(sha256: string) {
  return <A extends { readonly request: unknown }, R>(next: (args: A) => Promise<R>) =>
    (args: A): Promise<R> => {
      const { headers } = args.request as { readonly headers: Record<string, string> };
      headers['x-amz-content-sha256'] = sha256;
      return next(args);
    };
}

const WRITER = 'lol-writer';

/** The requests that are made of one bucket: each with its time limit, its caller's signal, and errors that say where. */
export class Bucket {
  readonly settings: Settings;
  readonly #client: S3Client;
  readonly #underWay: Interruptibles;
  /** Whether writes say that nothing may be there: unknown, until a server has refused to hear it. */
  #isConditional = true;

  constructor(client: S3Client, settings: Settings, underWay: Interruptibles) {
    this.#client = client;
    this.settings = settings;
    this.#underWay = underWay;
  }

  place(key: string): string {
    return `${this.settings.bucket}/${key}`;
  }

  /** Undefined where there is no such object. */
  async head(key: string, asker: Asker = {}): Promise<ObjectFacts | undefined> {
    try {
      const command = new HeadObjectCommand({ Bucket: this.settings.bucket, Key: key });
      const answer = await this.#send('HeadObject', key, asker, (options) => this.#client.send(command, options));
      return { size: answer.ContentLength ?? 0, etag: answer.ETag, writer: answer.Metadata?.[WRITER] };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw this.#failure(error, 'HeadObject', key);
    }
  }

  /** @throws the SDK's error where the name is taken (412), if the server looks. */
  async put(key: string, { bytes, md5, sha256 }: Body, writer: string, asker: Asker): Promise<void> {
    await this.#conditionally((condition) => {
      const command = new PutObjectCommand({
        ...this.#target(key, writer),
        ...condition,
        Body: bytes,
        ContentLength: bytes.length,
        ContentMD5: md5,
      });
      command.middlewareStack.add(contentSha256(sha256), BUILD);
      return this.#send('PutObject', key, asker, (options) => this.#client.send(command, options));
    });
  }

  async begin(key: string, writer: string | undefined, asker: Asker): Promise<Upload> {
    const command = new CreateMultipartUploadCommand(this.#target(key, writer));
    const action = 'CreateMultipartUpload';
    const { UploadId: id } = await this.#ask(action, key, asker, (options) => this.#client.send(command, options));
    if (id === undefined) throw this.#nonsense(action, key, 'no upload id');
    return { key, id };
  }

  async uploadPart(
    { key, id }: Upload,
    number: number,
    { bytes, md5, sha256 }: Body,
    asker: Asker,
  ): Promise<CompletedPart> {
    const command = new UploadPartCommand({
      ...{ Bucket: this.settings.bucket, Key: key, UploadId: id, PartNumber: number },
      ...{ Body: bytes, ContentLength: bytes.length, ContentMD5: md5 },
    });
    command.middlewareStack.add(contentSha256(sha256), BUILD);
    const { ETag } = await this.#ask('UploadPart', key, asker, (options) => this.#client.send(command, options));
    if (ETag === undefined) throw this.#nonsense('UploadPart', key, 'no ETag');
    return { ETag, PartNumber: number };
  }

  /** @throws the SDK's error where the upload is not there (404) or the name is taken (412). */
  async complete({ key, id }: Upload, parts: readonly CompletedPart[], asker: Asker): Promise<void> {
    await this.#conditionally((condition) => {
      const command = new CompleteMultipartUploadCommand({
        ...{ Bucket: this.settings.bucket, Key: key, UploadId: id, MultipartUpload: { Parts: [...parts] } },
        ...condition,
      });
      return this.#send('CompleteMultipartUpload', key, asker, (options) => this.#client.send(command, options));
    });
  }

  /** One that is not there is no error. */
  async abandon({ key, id }: Upload, asker: Asker = {}): Promise<void> {
    const command = new AbortMultipartUploadCommand({ Bucket: this.settings.bucket, Key: key, UploadId: id });
    const action = 'AbortMultipartUpload';
    try {
      await this.#send(action, key, asker, (options) => this.#client.send(command, options));
    } catch (error) {
      if (!isNoSuchUpload(error)) throw this.#failure(error, action, key);
    }
  }

  /** `range` as in HTTP. @throws the SDK's error where the object is not there, or is another than `etag` says. */
  get(
    key: string,
    range: string | undefined,
    etag: string | undefined,
    work: Interruptible,
  ): Promise<GetObjectCommandOutput> {
    const command = new GetObjectCommand({ Bucket: this.settings.bucket, Key: key, Range: range, IfMatch: etag });
    const sent = this.#client.send(command, { abortSignal: work.signal });
    return work.within(sent, this.settings.timeoutMs, `GetObject of ${this.place(key)}`);
  }

  /** @throws the SDK's error where the source is not there. */
  async copy(from: string, etag: string | undefined, to: string, asker: Asker): Promise<void> {
    const command = new CopyObjectCommand({
      ...this.#target(to, undefined),
      CopySource: this.#source(from),
      CopySourceIfMatch: etag,
    });
    await this.#send('CopyObject', to, asker, (options) => this.#client.send(command, options));
  }

  /** `end` is not included. @throws the SDK's error where the source is not there. */
  async copyPart(
    { key, id }: Upload,
    number: number,
    source: { readonly key: string; readonly etag: string | undefined; readonly from: number; readonly end: number },
    asker: Asker,
  ): Promise<CompletedPart> {
    const command = new UploadPartCopyCommand({
      ...{ Bucket: this.settings.bucket, Key: key, UploadId: id, PartNumber: number },
      ...{ CopySource: this.#source(source.key), CopySourceIfMatch: source.etag },
      CopySourceRange: `bytes=${source.from}-${source.end - 1}`,
    });
    const answer = await this.#send('UploadPartCopy', key, asker, (options) => this.#client.send(command, options));
    const ETag = answer.CopyPartResult?.ETag;
    if (ETag === undefined) throw this.#nonsense('UploadPartCopy', key, 'no ETag');
    return { ETag, PartNumber: number };
  }

  async delete(key: string): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.settings.bucket, Key: key });
    try {
      await this.#send('DeleteObject', key, {}, (options) => this.#client.send(command, options));
    } catch (error) {
      // Some servers tell.
      if (!isNotFound(error)) throw this.#failure(error, 'DeleteObject', key);
    }
  }

  async *objects(prefix: string): AsyncGenerator<{ readonly key: string; readonly size: number | undefined }> {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        ...{ Bucket: this.settings.bucket, Prefix: prefix },
        ContinuationToken: token,
      });
      const page = await this.#ask('ListObjectsV2', prefix, {}, (options) => this.#client.send(command, options));
      for (const { Key, Size } of page.Contents ?? []) if (Key !== undefined) yield { key: Key, size: Size };
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
      if (page.IsTruncated === true && token === undefined)
        throw this.#nonsense('ListObjectsV2', prefix, 'no next page');
    } while (token !== undefined);
  }

  /** Uploads that were begun and not ended. Servers that do not list them have none. */
  async *uploads(prefix: string): AsyncGenerator<Upload> {
    const action = 'ListMultipartUploads';
    let marker: { readonly key: string | undefined; readonly id: string | undefined } | undefined;
    for (;;) {
      const command = new ListMultipartUploadsCommand({
        ...{ Bucket: this.settings.bucket, Prefix: prefix },
        ...{ KeyMarker: marker?.key, UploadIdMarker: marker?.id },
      });
      const page = await this.#send(action, prefix, {}, (options) => this.#client.send(command, options)).catch(
        (error: unknown) => {
          if (isNotImplemented(error)) return undefined;
          throw this.#failure(error, action, prefix);
        },
      );
      for (const { Key, UploadId } of page?.Uploads ?? [])
        if (Key !== undefined && UploadId !== undefined) yield { key: Key, id: UploadId };
      if (page?.IsTruncated !== true || page.NextKeyMarker === undefined) return;
      marker = { key: page.NextKeyMarker, id: page.NextUploadIdMarker };
    }
  }

  #target(key: string, writer: string | undefined) {
    const { bucket, storageClass, encryption } = this.settings;
    return {
      ...{ Bucket: bucket, Key: key },
      ...(writer === undefined ? {} : { Metadata: { [WRITER]: writer } }),
      ...(storageClass === undefined ? {} : { StorageClass: storageClass }),
      ...(encryption === undefined ? {} : { ServerSideEncryption: encryption.type }),
      ...(encryption?.keyId === undefined ? {} : { SSEKMSKeyId: encryption.keyId }),
    };
  }

  #source(key: string): string {
    return `${this.settings.bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** Names are unique anyhow: that nothing is overwritten is asked of servers that understand it, and never relied on. */
  async #conditionally(send: (condition: { readonly IfNoneMatch?: string }) => Promise<unknown>): Promise<void> {
    if (this.#isConditional) {
      try {
        await send({ IfNoneMatch: '*' });
        return;
      } catch (error) {
        if (!isNotImplemented(error)) throw error;
        this.#isConditional = false;
      }
    }
    await send({});
  }

  async #send<T>(
    action: string,
    key: string,
    { signal, afterClose = false }: Asker,
    send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const work = new Interruptible(signal, afterClose ? undefined : this.#underWay);
    try {
      work.check();
      const sent = send({ abortSignal: work.signal });
      return await work.within(sent, this.settings.timeoutMs, `${action} of ${this.place(key)}`);
    } finally {
      work.dispose();
    }
  }

  async #ask<T>(
    action: string,
    key: string,
    asker: Asker,
    send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#send(action, key, asker, send);
    } catch (error) {
      throw this.#failure(error, action, key);
    }
  }

  #failure(error: unknown, action: string, key: string): Error {
    return failure(error, action, this.place(key));
  }

  #nonsense(action: string, key: string, what: string): Error {
    return new SnapshotStoreError(`${action} of ${this.place(key)}: the answer has ${what}`, { retryable: false });
  }
}
