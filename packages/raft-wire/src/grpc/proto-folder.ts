/** Where the .proto files of this package are, as a folder's URL; for those that describe the service while they run. */
export const PROTO_FOLDER = new URL('../../../proto/', import.meta.url);
