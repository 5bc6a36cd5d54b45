/** A `google.protobuf.FileDescriptorSet` with the service: by it, nodes tell what they speak (reflection over gRPC). */
// eslint-disable-next-line lol/layering -- generated code is not compiled, so dist/ refers to it in src/.
export { descriptors as LOCK_DESCRIPTORS } from '#generated/descriptors.js';
