import { loadSync } from '@grpc/proto-loader';

/** Field `file` of `google.protobuf.FileDescriptorSet`, as a length and that many bytes. */
const FILE_TAG = 0x0a;

function lengthOf(bytes: Uint8Array): number[] {
  const varint: number[] = [];
  let left = bytes.length;
  for (; left > 0x7f; left >>>= 7) varint.push((left & 0x7f) | 0x80);
  return [...varint, left];
}

/**
 * Reads .proto files, and makes of them what a mounted service is described by (`MountedService.descriptors`): the same as
 * `protoc --include_imports --descriptor_set_out`. For the start of a program: it reads as long as it takes.
 * @param files relative to one of the folders.
 * @throws where a file is not there or is no protobuf.
 */
export function readDescriptors(files: readonly string[], folders: readonly string[]): Uint8Array {
  const described = loadSync([...files], { includeDirs: [...folders], keepCase: true });
  const unique = new Map<string, Uint8Array>();
  for (const definition of Object.values(described))
    if ('fileDescriptorProtos' in definition && Array.isArray(definition.fileDescriptorProtos))
      for (const file of definition.fileDescriptorProtos) unique.set(file.toString('base64'), file);
  return Buffer.concat([...unique.values()].flatMap((file) => [Buffer.of(FILE_TAG, ...lengthOf(file)), file]));
}
