/** A `google.protobuf.FileDescriptorSet` with the service. */
// eslint-disable-next-line lol/layering -- generated code is not compiled, so dist/ refers to it in src/.
export { descriptors } from '#generated/descriptors.js';
