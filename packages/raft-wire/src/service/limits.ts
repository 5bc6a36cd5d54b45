/** Most messages of one client or server frame. */
export const MAX_SERVICE_MESSAGES = 65_536;
/** Characters of a `traceparent`. */
export const MAX_TRACEPARENT = 256;
/** Characters of a bearer credential. */
export const MAX_CREDENTIAL = 16_384;
/** Bytes of an address in a status. The model allows 512 characters; none takes more than three. */
export const MAX_ADDRESS_BYTES = 1536;
/** Peers of one status. */
export const MAX_PEERS = 1024;
/** Members of one status, each once: as many as a configuration may have. */
export const MAX_MEMBERS = 1024;
/** Changes of membership that are made as one. */
export const MAX_CHANGES = 1024;
/** Settings of one request or answer. */
export const MAX_SETTINGS = 256;
/** Characters of the name of a setting. */
export const MAX_SETTING_NAME = 128;
/** Characters of the value of a setting that is a text. */
export const MAX_SETTING_TEXT = 1024;
/** Bytes of the text that says why a group has stopped; longer ones are cut. */
export const MAX_FAILURE_BYTES = 4096;
