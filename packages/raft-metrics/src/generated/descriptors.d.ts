// Generated from proto/ by "npm run codegen". Do not edit.
/** A google.protobuf.FileDescriptorSet. */
export declare const descriptors: Uint8Array;
