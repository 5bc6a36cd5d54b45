// Generated from proto/ by "npm run codegen". Do not edit.
import $protobuf from "@lolraft/proto-kit/protobuf";

/** Namespace lol. */
export namespace lol {

    /** Namespace lock. */
    namespace lock {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of an OpenSessionRequest.
             * @deprecated Use lol.lock.v1.OpenSessionRequest.$Properties instead.
             */
            interface IOpenSessionRequest extends lol.lock.v1.OpenSessionRequest.$Properties {
            }

            /** Represents an OpenSessionRequest. */
            class OpenSessionRequest {

                /**
                 * Constructs a new OpenSessionRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.OpenSessionRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** 16 random bytes, drawn by the client. */
                session: Uint8Array;

                /** 1 to 63 letters, digits, `-`, `_`, `.`, the first a letter or digit. Empty: `default`. */
                namespace: string;

                /** Says to people who this is. */
                owner: string;

                /** Milliseconds, 100 to 604,800,000. */
                ttl: number;

                /**
                 * Encodes the specified OpenSessionRequest message. Does not implicitly {@link lol.lock.v1.OpenSessionRequest.verify|verify} messages.
                 * @param message OpenSessionRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.OpenSessionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OpenSessionRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.OpenSessionRequest & lol.lock.v1.OpenSessionRequest.$Shape} OpenSessionRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.OpenSessionRequest & lol.lock.v1.OpenSessionRequest.$Shape;
            }

            namespace OpenSessionRequest {

                /** Properties of an OpenSessionRequest. */
                interface $Properties {

                    /** 16 random bytes, drawn by the client. */
                    session?: (Uint8Array|null);

                    /** 1 to 63 letters, digits, `-`, `_`, `.`, the first a letter or digit. Empty: `default`. */
                    namespace?: (string|null);

                    /** Says to people who this is. */
                    owner?: (string|null);

                    /** Milliseconds, 100 to 604,800,000. */
                    ttl?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OpenSessionRequest. */
                type $Shape = lol.lock.v1.OpenSessionRequest.$Properties;
            }

            /**
             * Properties of an OpenSessionResponse.
             * @deprecated Use lol.lock.v1.OpenSessionResponse.$Properties instead.
             */
            interface IOpenSessionResponse extends lol.lock.v1.OpenSessionResponse.$Properties {
            }

            /** Represents an OpenSessionResponse. */
            class OpenSessionResponse {

                /**
                 * Constructs a new OpenSessionResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.OpenSessionResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Milliseconds. The session lives at least so long after this request was sent. */
                ttl: number;

                /**
                 * Encodes the specified OpenSessionResponse message. Does not implicitly {@link lol.lock.v1.OpenSessionResponse.verify|verify} messages.
                 * @param message OpenSessionResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.OpenSessionResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OpenSessionResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.OpenSessionResponse & lol.lock.v1.OpenSessionResponse.$Shape} OpenSessionResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.OpenSessionResponse & lol.lock.v1.OpenSessionResponse.$Shape;
            }

            namespace OpenSessionResponse {

                /** Properties of an OpenSessionResponse. */
                interface $Properties {

                    /** Milliseconds. The session lives at least so long after this request was sent. */
                    ttl?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OpenSessionResponse. */
                type $Shape = lol.lock.v1.OpenSessionResponse.$Properties;
            }

            /**
             * Properties of a KeepAliveRequest.
             * @deprecated Use lol.lock.v1.KeepAliveRequest.$Properties instead.
             */
            interface IKeepAliveRequest extends lol.lock.v1.KeepAliveRequest.$Properties {
            }

            /** Represents a KeepAliveRequest. */
            class KeepAliveRequest {

                /**
                 * Constructs a new KeepAliveRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.KeepAliveRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** 1 to 1,024 of them. */
                sessions: Uint8Array[];

                /**
                 * Encodes the specified KeepAliveRequest message. Does not implicitly {@link lol.lock.v1.KeepAliveRequest.verify|verify} messages.
                 * @param message KeepAliveRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.KeepAliveRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a KeepAliveRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.KeepAliveRequest & lol.lock.v1.KeepAliveRequest.$Shape} KeepAliveRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.KeepAliveRequest & lol.lock.v1.KeepAliveRequest.$Shape;
            }

            namespace KeepAliveRequest {

                /** Properties of a KeepAliveRequest. */
                interface $Properties {

                    /** 1 to 1,024 of them. */
                    sessions?: (Uint8Array[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a KeepAliveRequest. */
                type $Shape = lol.lock.v1.KeepAliveRequest.$Properties;
            }

            /**
             * Properties of a KeepAliveResponse.
             * @deprecated Use lol.lock.v1.KeepAliveResponse.$Properties instead.
             */
            interface IKeepAliveResponse extends lol.lock.v1.KeepAliveResponse.$Properties {
            }

            /** Represents a KeepAliveResponse. */
            class KeepAliveResponse {

                /**
                 * Constructs a new KeepAliveResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.KeepAliveResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** One for each session of the request, in its order. */
                sessions: lol.lock.v1.KeptSession.$Properties[];

                /**
                 * Encodes the specified KeepAliveResponse message. Does not implicitly {@link lol.lock.v1.KeepAliveResponse.verify|verify} messages.
                 * @param message KeepAliveResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.KeepAliveResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a KeepAliveResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.KeepAliveResponse & lol.lock.v1.KeepAliveResponse.$Shape} KeepAliveResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.KeepAliveResponse & lol.lock.v1.KeepAliveResponse.$Shape;
            }

            namespace KeepAliveResponse {

                /** Properties of a KeepAliveResponse. */
                interface $Properties {

                    /** One for each session of the request, in its order. */
                    sessions?: (lol.lock.v1.KeptSession.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a KeepAliveResponse. */
                type $Shape = lol.lock.v1.KeepAliveResponse.$Properties;
            }

            /**
             * Properties of a KeptSession.
             * @deprecated Use lol.lock.v1.KeptSession.$Properties instead.
             */
            interface IKeptSession extends lol.lock.v1.KeptSession.$Properties {
            }

            /** Represents a KeptSession. */
            class KeptSession {

                /**
                 * Constructs a new KeptSession.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.KeptSession.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Milliseconds. The session lives at least so long after the request was sent. 0: it is gone. */
                ttl: number;

                /**
                 * Encodes the specified KeptSession message. Does not implicitly {@link lol.lock.v1.KeptSession.verify|verify} messages.
                 * @param message KeptSession message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.KeptSession.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a KeptSession message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.KeptSession & lol.lock.v1.KeptSession.$Shape} KeptSession
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.KeptSession & lol.lock.v1.KeptSession.$Shape;
            }

            namespace KeptSession {

                /** Properties of a KeptSession. */
                interface $Properties {

                    /** Milliseconds. The session lives at least so long after the request was sent. 0: it is gone. */
                    ttl?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a KeptSession. */
                type $Shape = lol.lock.v1.KeptSession.$Properties;
            }

            /**
             * Properties of a CloseSessionRequest.
             * @deprecated Use lol.lock.v1.CloseSessionRequest.$Properties instead.
             */
            interface ICloseSessionRequest extends lol.lock.v1.CloseSessionRequest.$Properties {
            }

            /** Represents a CloseSessionRequest. */
            class CloseSessionRequest {

                /**
                 * Constructs a new CloseSessionRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.CloseSessionRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CloseSessionRequest session. */
                session: Uint8Array;

                /**
                 * Encodes the specified CloseSessionRequest message. Does not implicitly {@link lol.lock.v1.CloseSessionRequest.verify|verify} messages.
                 * @param message CloseSessionRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.CloseSessionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CloseSessionRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.CloseSessionRequest & lol.lock.v1.CloseSessionRequest.$Shape} CloseSessionRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.CloseSessionRequest & lol.lock.v1.CloseSessionRequest.$Shape;
            }

            namespace CloseSessionRequest {

                /** Properties of a CloseSessionRequest. */
                interface $Properties {

                    /** CloseSessionRequest session */
                    session?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CloseSessionRequest. */
                type $Shape = lol.lock.v1.CloseSessionRequest.$Properties;
            }

            /**
             * Properties of a CloseSessionResponse.
             * @deprecated Use lol.lock.v1.CloseSessionResponse.$Properties instead.
             */
            interface ICloseSessionResponse extends lol.lock.v1.CloseSessionResponse.$Properties {
            }

            /** Represents a CloseSessionResponse. */
            class CloseSessionResponse {

                /**
                 * Constructs a new CloseSessionResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.CloseSessionResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified CloseSessionResponse message. Does not implicitly {@link lol.lock.v1.CloseSessionResponse.verify|verify} messages.
                 * @param message CloseSessionResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.CloseSessionResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CloseSessionResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.CloseSessionResponse & lol.lock.v1.CloseSessionResponse.$Shape} CloseSessionResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.CloseSessionResponse & lol.lock.v1.CloseSessionResponse.$Shape;
            }

            namespace CloseSessionResponse {

                /** Properties of a CloseSessionResponse. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CloseSessionResponse. */
                type $Shape = lol.lock.v1.CloseSessionResponse.$Properties;
            }

            /** Of its first request, and kept while the object has holders or waiters. */
            enum Kind {

                /** KIND_UNSPECIFIED value */
                KIND_UNSPECIFIED = 0,

                /** MUTEX value */
                MUTEX = 1,

                /** RWLOCK value */
                RWLOCK = 2,

                /** SEMAPHORE value */
                SEMAPHORE = 3,

                /** ELECTION value */
                ELECTION = 4,

                /** BARRIER value */
                BARRIER = 5
            }

            /** Mode enum. */
            enum Mode {

                /** MODE_UNSPECIFIED value */
                MODE_UNSPECIFIED = 0,

                /** READ value */
                READ = 1,

                /** WRITE value */
                WRITE = 2
            }

            /**
             * Properties of a Want.
             * @deprecated Use lol.lock.v1.Want.$Properties instead.
             */
            interface IWant extends lol.lock.v1.Want.$Properties {
            }

            /** Represents a Want. */
            class Want {

                /**
                 * Constructs a new Want.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.Want.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Want mutex. */
                mutex?: (lol.lock.v1.Mutex.$Properties|null);

                /** Want rwlock. */
                rwlock?: (lol.lock.v1.RwLock.$Properties|null);

                /** Want semaphore. */
                semaphore?: (lol.lock.v1.Semaphore.$Properties|null);

                /** Want election. */
                election?: (lol.lock.v1.Election.$Properties|null);

                /** Want barrier. */
                barrier?: (lol.lock.v1.Barrier.$Properties|null);

                /** Want want. */
                want?: ("mutex"|"rwlock"|"semaphore"|"election"|"barrier");

                /**
                 * Encodes the specified Want message. Does not implicitly {@link lol.lock.v1.Want.verify|verify} messages.
                 * @param message Want message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.Want.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Want message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.Want & lol.lock.v1.Want.$Shape} Want
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.Want & lol.lock.v1.Want.$Shape;
            }

            namespace Want {

                /** Properties of a Want. */
                interface $Properties {

                    /** Want mutex */
                    mutex?: (lol.lock.v1.Mutex.$Properties|null);

                    /** Want rwlock */
                    rwlock?: (lol.lock.v1.RwLock.$Properties|null);

                    /** Want semaphore */
                    semaphore?: (lol.lock.v1.Semaphore.$Properties|null);

                    /** Want election */
                    election?: (lol.lock.v1.Election.$Properties|null);

                    /** Want barrier */
                    barrier?: (lol.lock.v1.Barrier.$Properties|null);

                    /** Want want */
                    want?: ("mutex"|"rwlock"|"semaphore"|"election"|"barrier");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Want. */
                type $Shape = {
                  mutex?: lol.lock.v1.Mutex.$Shape|null;
                  rwlock?: lol.lock.v1.RwLock.$Shape|null;
                  semaphore?: lol.lock.v1.Semaphore.$Shape|null;
                  election?: lol.lock.v1.Election.$Shape|null;
                  barrier?: lol.lock.v1.Barrier.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ want?: undefined; mutex?: null; rwlock?: null; semaphore?: null; election?: null; barrier?: null }|{ want?: "mutex"; mutex: lol.lock.v1.Mutex.$Shape; rwlock?: null; semaphore?: null; election?: null; barrier?: null }|{ want?: "rwlock"; mutex?: null; rwlock: lol.lock.v1.RwLock.$Shape; semaphore?: null; election?: null; barrier?: null }|{ want?: "semaphore"; mutex?: null; rwlock?: null; semaphore: lol.lock.v1.Semaphore.$Shape; election?: null; barrier?: null }|{ want?: "election"; mutex?: null; rwlock?: null; semaphore?: null; election: lol.lock.v1.Election.$Shape; barrier?: null }|{ want?: "barrier"; mutex?: null; rwlock?: null; semaphore?: null; election?: null; barrier: lol.lock.v1.Barrier.$Shape })
                );
            }

            /**
             * Properties of a Mutex.
             * @deprecated Use lol.lock.v1.Mutex.$Properties instead.
             */
            interface IMutex extends lol.lock.v1.Mutex.$Properties {
            }

            /** Represents a Mutex. */
            class Mutex {

                /**
                 * Constructs a new Mutex.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.Mutex.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified Mutex message. Does not implicitly {@link lol.lock.v1.Mutex.verify|verify} messages.
                 * @param message Mutex message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.Mutex.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Mutex message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.Mutex & lol.lock.v1.Mutex.$Shape} Mutex
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.Mutex & lol.lock.v1.Mutex.$Shape;
            }

            namespace Mutex {

                /** Properties of a Mutex. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Mutex. */
                type $Shape = lol.lock.v1.Mutex.$Properties;
            }

            /**
             * Properties of a RwLock.
             * @deprecated Use lol.lock.v1.RwLock.$Properties instead.
             */
            interface IRwLock extends lol.lock.v1.RwLock.$Properties {
            }

            /** Represents a RwLock. */
            class RwLock {

                /**
                 * Constructs a new RwLock.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.RwLock.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RwLock mode. */
                mode: lol.lock.v1.Mode;

                /**
                 * Encodes the specified RwLock message. Does not implicitly {@link lol.lock.v1.RwLock.verify|verify} messages.
                 * @param message RwLock message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.RwLock.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RwLock message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.RwLock & lol.lock.v1.RwLock.$Shape} RwLock
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.RwLock & lol.lock.v1.RwLock.$Shape;
            }

            namespace RwLock {

                /** Properties of a RwLock. */
                interface $Properties {

                    /** RwLock mode */
                    mode?: (lol.lock.v1.Mode|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RwLock. */
                type $Shape = lol.lock.v1.RwLock.$Properties;
            }

            /**
             * Properties of a Semaphore.
             * @deprecated Use lol.lock.v1.Semaphore.$Properties instead.
             */
            interface ISemaphore extends lol.lock.v1.Semaphore.$Properties {
            }

            /** Represents a Semaphore. */
            class Semaphore {

                /**
                 * Constructs a new Semaphore.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.Semaphore.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Semaphore permits. */
                permits: number;

                /** 1 to `permits`. */
                weight: number;

                /**
                 * Encodes the specified Semaphore message. Does not implicitly {@link lol.lock.v1.Semaphore.verify|verify} messages.
                 * @param message Semaphore message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.Semaphore.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Semaphore message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.Semaphore & lol.lock.v1.Semaphore.$Shape} Semaphore
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.Semaphore & lol.lock.v1.Semaphore.$Shape;
            }

            namespace Semaphore {

                /** Properties of a Semaphore. */
                interface $Properties {

                    /** Semaphore permits */
                    permits?: (number|null);

                    /** 1 to `permits`. */
                    weight?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Semaphore. */
                type $Shape = lol.lock.v1.Semaphore.$Properties;
            }

            /**
             * Properties of an Election.
             * @deprecated Use lol.lock.v1.Election.$Properties instead.
             */
            interface IElection extends lol.lock.v1.Election.$Properties {
            }

            /** Represents an Election. */
            class Election {

                /**
                 * Constructs a new Election.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.Election.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Election value. */
                value: Uint8Array;

                /**
                 * Encodes the specified Election message. Does not implicitly {@link lol.lock.v1.Election.verify|verify} messages.
                 * @param message Election message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.Election.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Election message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.Election & lol.lock.v1.Election.$Shape} Election
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.Election & lol.lock.v1.Election.$Shape;
            }

            namespace Election {

                /** Properties of an Election. */
                interface $Properties {

                    /** Election value */
                    value?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Election. */
                type $Shape = lol.lock.v1.Election.$Properties;
            }

            /**
             * Properties of a Barrier.
             * @deprecated Use lol.lock.v1.Barrier.$Properties instead.
             */
            interface IBarrier extends lol.lock.v1.Barrier.$Properties {
            }

            /** Represents a Barrier. */
            class Barrier {

                /**
                 * Constructs a new Barrier.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.Barrier.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Barrier parties. */
                parties: number;

                /**
                 * Encodes the specified Barrier message. Does not implicitly {@link lol.lock.v1.Barrier.verify|verify} messages.
                 * @param message Barrier message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.Barrier.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Barrier message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.Barrier & lol.lock.v1.Barrier.$Shape} Barrier
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.Barrier & lol.lock.v1.Barrier.$Shape;
            }

            namespace Barrier {

                /** Properties of a Barrier. */
                interface $Properties {

                    /** Barrier parties */
                    parties?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Barrier. */
                type $Shape = lol.lock.v1.Barrier.$Properties;
            }

            /**
             * Properties of an AcquireRequest.
             * @deprecated Use lol.lock.v1.AcquireRequest.$Properties instead.
             */
            interface IAcquireRequest extends lol.lock.v1.AcquireRequest.$Properties {
            }

            /** Represents an AcquireRequest. */
            class AcquireRequest {

                /**
                 * Constructs a new AcquireRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.AcquireRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AcquireRequest session. */
                session: Uint8Array;

                /** 1 to 2^53 - 1, rising within the session; a retry keeps its number. */
                request: number;

                /** The client will not retry a request below this: 0 says nothing. */
                floor: number;

                /** AcquireRequest name. */
                name: string;

                /** AcquireRequest want. */
                want?: (lol.lock.v1.Want.$Properties|null);

                /**
                 * Milliseconds. Answered when it is granted; where it is not by then, it is withdrawn, also where the caller has gone meanwhile. 0, or nothing
                 * said: does not join the queue.
                 */
                waitFor?: (number|null);

                /**
                 * As long as the caller waits for this call. Where the call ends before, the request keeps its place in the queue: repeat it, or
                 * withdraw it with Release.
                 */
                waitOpen?: (boolean|null);

                /** Answered at once, with the place in the queue where it is not granted. Watch tells the rest. */
                queue?: (boolean|null);

                /** AcquireRequest wait. */
                wait?: ("waitFor"|"waitOpen"|"queue");

                /**
                 * Encodes the specified AcquireRequest message. Does not implicitly {@link lol.lock.v1.AcquireRequest.verify|verify} messages.
                 * @param message AcquireRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.AcquireRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AcquireRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.AcquireRequest & lol.lock.v1.AcquireRequest.$Shape} AcquireRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.AcquireRequest & lol.lock.v1.AcquireRequest.$Shape;
            }

            namespace AcquireRequest {

                /** Properties of an AcquireRequest. */
                interface $Properties {

                    /** AcquireRequest session */
                    session?: (Uint8Array|null);

                    /** 1 to 2^53 - 1, rising within the session; a retry keeps its number. */
                    request?: (number|null);

                    /** The client will not retry a request below this: 0 says nothing. */
                    floor?: (number|null);

                    /** AcquireRequest name */
                    name?: (string|null);

                    /** AcquireRequest want */
                    want?: (lol.lock.v1.Want.$Properties|null);

                    /**
                     * Milliseconds. Answered when it is granted; where it is not by then, it is withdrawn, also where the caller has gone meanwhile. 0, or nothing
                     * said: does not join the queue.
                     */
                    waitFor?: (number|null);

                    /**
                     * As long as the caller waits for this call. Where the call ends before, the request keeps its place in the queue: repeat it, or
                     * withdraw it with Release.
                     */
                    waitOpen?: (boolean|null);

                    /** Answered at once, with the place in the queue where it is not granted. Watch tells the rest. */
                    queue?: (boolean|null);

                    /** AcquireRequest wait */
                    wait?: ("waitFor"|"waitOpen"|"queue");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of an AcquireRequest. */
                type $Shape = {
                  session?: Uint8Array|null;
                  request?: number|null;
                  floor?: number|null;
                  name?: string|null;
                  want?: lol.lock.v1.Want.$Shape|null;
                  waitFor?: number|null;
                  waitOpen?: boolean|null;
                  queue?: boolean|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ wait?: undefined; waitFor?: null; waitOpen?: null; queue?: null }|{ wait?: "waitFor"; waitFor: number; waitOpen?: null; queue?: null }|{ wait?: "waitOpen"; waitFor?: null; waitOpen: boolean; queue?: null }|{ wait?: "queue"; waitFor?: null; waitOpen?: null; queue: boolean })
                );
            }

            /**
             * Properties of an AcquireResponse.
             * @deprecated Use lol.lock.v1.AcquireResponse.$Properties instead.
             */
            interface IAcquireResponse extends lol.lock.v1.AcquireResponse.$Properties {
            }

            /** Represents an AcquireResponse. */
            class AcquireResponse {

                /**
                 * Constructs a new AcquireResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.AcquireResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** The fencing token: grows with each grant of this object. */
                token?: (number|null);

                /** Place in the queue: 1 is the next one. */
                position?: (number|null);

                /** Not granted in time, and not waiting any more. */
                busy?: (boolean|null);

                /** AcquireResponse result. */
                result?: ("token"|"position"|"busy");

                /**
                 * Encodes the specified AcquireResponse message. Does not implicitly {@link lol.lock.v1.AcquireResponse.verify|verify} messages.
                 * @param message AcquireResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.AcquireResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AcquireResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.AcquireResponse & lol.lock.v1.AcquireResponse.$Shape} AcquireResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.AcquireResponse & lol.lock.v1.AcquireResponse.$Shape;
            }

            namespace AcquireResponse {

                /** Properties of an AcquireResponse. */
                interface $Properties {

                    /** The fencing token: grows with each grant of this object. */
                    token?: (number|null);

                    /** Place in the queue: 1 is the next one. */
                    position?: (number|null);

                    /** Not granted in time, and not waiting any more. */
                    busy?: (boolean|null);

                    /** AcquireResponse result */
                    result?: ("token"|"position"|"busy");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of an AcquireResponse. */
                type $Shape = {
                  token?: number|null;
                  position?: number|null;
                  busy?: boolean|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ result?: undefined; token?: null; position?: null; busy?: null }|{ result?: "token"; token: number; position?: null; busy?: null }|{ result?: "position"; token?: null; position: number; busy?: null }|{ result?: "busy"; token?: null; position?: null; busy: boolean })
                );
            }

            /**
             * Properties of a ReleaseRequest.
             * @deprecated Use lol.lock.v1.ReleaseRequest.$Properties instead.
             */
            interface IReleaseRequest extends lol.lock.v1.ReleaseRequest.$Properties {
            }

            /** Represents a ReleaseRequest. */
            class ReleaseRequest {

                /**
                 * Constructs a new ReleaseRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.ReleaseRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReleaseRequest session. */
                session: Uint8Array;

                /** ReleaseRequest floor. */
                floor: number;

                /** Gives back what this request holds, or withdraws it. */
                request?: (number|null);

                /** Gives back all that the session holds under this token of the object `name`. */
                token?: (number|null);

                /** With `token`. */
                name: string;

                /** ReleaseRequest what. */
                what?: ("request"|"token");

                /**
                 * Encodes the specified ReleaseRequest message. Does not implicitly {@link lol.lock.v1.ReleaseRequest.verify|verify} messages.
                 * @param message ReleaseRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.ReleaseRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReleaseRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.ReleaseRequest & lol.lock.v1.ReleaseRequest.$Shape} ReleaseRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.ReleaseRequest & lol.lock.v1.ReleaseRequest.$Shape;
            }

            namespace ReleaseRequest {

                /** Properties of a ReleaseRequest. */
                interface $Properties {

                    /** ReleaseRequest session */
                    session?: (Uint8Array|null);

                    /** ReleaseRequest floor */
                    floor?: (number|null);

                    /** Gives back what this request holds, or withdraws it. */
                    request?: (number|null);

                    /** Gives back all that the session holds under this token of the object `name`. */
                    token?: (number|null);

                    /** With `token`. */
                    name?: (string|null);

                    /** ReleaseRequest what */
                    what?: ("request"|"token");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a ReleaseRequest. */
                type $Shape = {
                  session?: Uint8Array|null;
                  floor?: number|null;
                  request?: number|null;
                  token?: number|null;
                  name?: string|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ what?: undefined; request?: null; token?: null }|{ what?: "request"; request: number; token?: null }|{ what?: "token"; request?: null; token: number })
                );
            }

            /**
             * Properties of a ReleaseResponse.
             * @deprecated Use lol.lock.v1.ReleaseResponse.$Properties instead.
             */
            interface IReleaseResponse extends lol.lock.v1.ReleaseResponse.$Properties {
            }

            /** Represents a ReleaseResponse. */
            class ReleaseResponse {

                /**
                 * Constructs a new ReleaseResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.ReleaseResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Requests of the session that still hold the object, by the same token. */
                left: number;

                /**
                 * Encodes the specified ReleaseResponse message. Does not implicitly {@link lol.lock.v1.ReleaseResponse.verify|verify} messages.
                 * @param message ReleaseResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.ReleaseResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReleaseResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.ReleaseResponse & lol.lock.v1.ReleaseResponse.$Shape} ReleaseResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.ReleaseResponse & lol.lock.v1.ReleaseResponse.$Shape;
            }

            namespace ReleaseResponse {

                /** Properties of a ReleaseResponse. */
                interface $Properties {

                    /** Requests of the session that still hold the object, by the same token. */
                    left?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReleaseResponse. */
                type $Shape = lol.lock.v1.ReleaseResponse.$Properties;
            }

            /**
             * Properties of a LeaveRequest.
             * @deprecated Use lol.lock.v1.LeaveRequest.$Properties instead.
             */
            interface ILeaveRequest extends lol.lock.v1.LeaveRequest.$Properties {
            }

            /** Represents a LeaveRequest. */
            class LeaveRequest {

                /**
                 * Constructs a new LeaveRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.LeaveRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** LeaveRequest session. */
                session: Uint8Array;

                /** LeaveRequest request. */
                request: number;

                /** LeaveRequest floor. */
                floor: number;

                /** LeaveRequest name. */
                name: string;

                /**
                 * Encodes the specified LeaveRequest message. Does not implicitly {@link lol.lock.v1.LeaveRequest.verify|verify} messages.
                 * @param message LeaveRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.LeaveRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a LeaveRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.LeaveRequest & lol.lock.v1.LeaveRequest.$Shape} LeaveRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.LeaveRequest & lol.lock.v1.LeaveRequest.$Shape;
            }

            namespace LeaveRequest {

                /** Properties of a LeaveRequest. */
                interface $Properties {

                    /** LeaveRequest session */
                    session?: (Uint8Array|null);

                    /** LeaveRequest request */
                    request?: (number|null);

                    /** LeaveRequest floor */
                    floor?: (number|null);

                    /** LeaveRequest name */
                    name?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a LeaveRequest. */
                type $Shape = lol.lock.v1.LeaveRequest.$Properties;
            }

            /**
             * Properties of a LeaveResponse.
             * @deprecated Use lol.lock.v1.LeaveResponse.$Properties instead.
             */
            interface ILeaveResponse extends lol.lock.v1.LeaveResponse.$Properties {
            }

            /** Represents a LeaveResponse. */
            class LeaveResponse {

                /**
                 * Constructs a new LeaveResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.LeaveResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified LeaveResponse message. Does not implicitly {@link lol.lock.v1.LeaveResponse.verify|verify} messages.
                 * @param message LeaveResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.LeaveResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a LeaveResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.LeaveResponse & lol.lock.v1.LeaveResponse.$Shape} LeaveResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.LeaveResponse & lol.lock.v1.LeaveResponse.$Shape;
            }

            namespace LeaveResponse {

                /** Properties of a LeaveResponse. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a LeaveResponse. */
                type $Shape = lol.lock.v1.LeaveResponse.$Properties;
            }

            /**
             * Properties of a ProclaimRequest.
             * @deprecated Use lol.lock.v1.ProclaimRequest.$Properties instead.
             */
            interface IProclaimRequest extends lol.lock.v1.ProclaimRequest.$Properties {
            }

            /** Represents a ProclaimRequest. */
            class ProclaimRequest {

                /**
                 * Constructs a new ProclaimRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.ProclaimRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ProclaimRequest session. */
                session: Uint8Array;

                /** ProclaimRequest name. */
                name: string;

                /** ProclaimRequest token. */
                token: number;

                /** ProclaimRequest value. */
                value: Uint8Array;

                /**
                 * Encodes the specified ProclaimRequest message. Does not implicitly {@link lol.lock.v1.ProclaimRequest.verify|verify} messages.
                 * @param message ProclaimRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.ProclaimRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ProclaimRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.ProclaimRequest & lol.lock.v1.ProclaimRequest.$Shape} ProclaimRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.ProclaimRequest & lol.lock.v1.ProclaimRequest.$Shape;
            }

            namespace ProclaimRequest {

                /** Properties of a ProclaimRequest. */
                interface $Properties {

                    /** ProclaimRequest session */
                    session?: (Uint8Array|null);

                    /** ProclaimRequest name */
                    name?: (string|null);

                    /** ProclaimRequest token */
                    token?: (number|null);

                    /** ProclaimRequest value */
                    value?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ProclaimRequest. */
                type $Shape = lol.lock.v1.ProclaimRequest.$Properties;
            }

            /**
             * Properties of a ProclaimResponse.
             * @deprecated Use lol.lock.v1.ProclaimResponse.$Properties instead.
             */
            interface IProclaimResponse extends lol.lock.v1.ProclaimResponse.$Properties {
            }

            /** Represents a ProclaimResponse. */
            class ProclaimResponse {

                /**
                 * Constructs a new ProclaimResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.ProclaimResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified ProclaimResponse message. Does not implicitly {@link lol.lock.v1.ProclaimResponse.verify|verify} messages.
                 * @param message ProclaimResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.ProclaimResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ProclaimResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.ProclaimResponse & lol.lock.v1.ProclaimResponse.$Shape} ProclaimResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.ProclaimResponse & lol.lock.v1.ProclaimResponse.$Shape;
            }

            namespace ProclaimResponse {

                /** Properties of a ProclaimResponse. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ProclaimResponse. */
                type $Shape = lol.lock.v1.ProclaimResponse.$Properties;
            }

            /**
             * Properties of a BreakRequest.
             * @deprecated Use lol.lock.v1.BreakRequest.$Properties instead.
             */
            interface IBreakRequest extends lol.lock.v1.BreakRequest.$Properties {
            }

            /** Represents a BreakRequest. */
            class BreakRequest {

                /**
                 * Constructs a new BreakRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.BreakRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** BreakRequest namespace. */
                namespace: string;

                /** BreakRequest name. */
                name: string;

                /** What holds under another token is left alone. */
                token: number;

                /**
                 * Encodes the specified BreakRequest message. Does not implicitly {@link lol.lock.v1.BreakRequest.verify|verify} messages.
                 * @param message BreakRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.BreakRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a BreakRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.BreakRequest & lol.lock.v1.BreakRequest.$Shape} BreakRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.BreakRequest & lol.lock.v1.BreakRequest.$Shape;
            }

            namespace BreakRequest {

                /** Properties of a BreakRequest. */
                interface $Properties {

                    /** BreakRequest namespace */
                    namespace?: (string|null);

                    /** BreakRequest name */
                    name?: (string|null);

                    /** What holds under another token is left alone. */
                    token?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a BreakRequest. */
                type $Shape = lol.lock.v1.BreakRequest.$Properties;
            }

            /**
             * Properties of a BreakResponse.
             * @deprecated Use lol.lock.v1.BreakResponse.$Properties instead.
             */
            interface IBreakResponse extends lol.lock.v1.BreakResponse.$Properties {
            }

            /** Represents a BreakResponse. */
            class BreakResponse {

                /**
                 * Constructs a new BreakResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.BreakResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** BreakResponse holds. */
                holds: number;

                /**
                 * Encodes the specified BreakResponse message. Does not implicitly {@link lol.lock.v1.BreakResponse.verify|verify} messages.
                 * @param message BreakResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.BreakResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a BreakResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.BreakResponse & lol.lock.v1.BreakResponse.$Shape} BreakResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.BreakResponse & lol.lock.v1.BreakResponse.$Shape;
            }

            namespace BreakResponse {

                /** Properties of a BreakResponse. */
                interface $Properties {

                    /** BreakResponse holds */
                    holds?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a BreakResponse. */
                type $Shape = lol.lock.v1.BreakResponse.$Properties;
            }

            /**
             * Properties of a CheckRequest.
             * @deprecated Use lol.lock.v1.CheckRequest.$Properties instead.
             */
            interface ICheckRequest extends lol.lock.v1.CheckRequest.$Properties {
            }

            /** Represents a CheckRequest. */
            class CheckRequest {

                /**
                 * Constructs a new CheckRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.CheckRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CheckRequest namespace. */
                namespace: string;

                /** CheckRequest name. */
                name: string;

                /** CheckRequest token. */
                token: number;

                /**
                 * Encodes the specified CheckRequest message. Does not implicitly {@link lol.lock.v1.CheckRequest.verify|verify} messages.
                 * @param message CheckRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.CheckRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CheckRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.CheckRequest & lol.lock.v1.CheckRequest.$Shape} CheckRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.CheckRequest & lol.lock.v1.CheckRequest.$Shape;
            }

            namespace CheckRequest {

                /** Properties of a CheckRequest. */
                interface $Properties {

                    /** CheckRequest namespace */
                    namespace?: (string|null);

                    /** CheckRequest name */
                    name?: (string|null);

                    /** CheckRequest token */
                    token?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CheckRequest. */
                type $Shape = lol.lock.v1.CheckRequest.$Properties;
            }

            /**
             * Properties of a CheckResponse.
             * @deprecated Use lol.lock.v1.CheckResponse.$Properties instead.
             */
            interface ICheckResponse extends lol.lock.v1.CheckResponse.$Properties {
            }

            /** Represents a CheckResponse. */
            class CheckResponse {

                /**
                 * Constructs a new CheckResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.CheckResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CheckResponse current. */
                current: boolean;

                /** Of the present holds; 0: none. */
                newest: number;

                /**
                 * Encodes the specified CheckResponse message. Does not implicitly {@link lol.lock.v1.CheckResponse.verify|verify} messages.
                 * @param message CheckResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.CheckResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CheckResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.CheckResponse & lol.lock.v1.CheckResponse.$Shape} CheckResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.CheckResponse & lol.lock.v1.CheckResponse.$Shape;
            }

            namespace CheckResponse {

                /** Properties of a CheckResponse. */
                interface $Properties {

                    /** CheckResponse current */
                    current?: (boolean|null);

                    /** Of the present holds; 0: none. */
                    newest?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CheckResponse. */
                type $Shape = lol.lock.v1.CheckResponse.$Properties;
            }

            /**
             * Properties of a DescribeRequest.
             * @deprecated Use lol.lock.v1.DescribeRequest.$Properties instead.
             */
            interface IDescribeRequest extends lol.lock.v1.DescribeRequest.$Properties {
            }

            /** Represents a DescribeRequest. */
            class DescribeRequest {

                /**
                 * Constructs a new DescribeRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.DescribeRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DescribeRequest namespace. */
                namespace: string;

                /** DescribeRequest name. */
                name: string;

                /** The most holders, and the most waiters, that the answer lists: 1 to 1,000; 0: 100. */
                limit: number;

                /**
                 * Encodes the specified DescribeRequest message. Does not implicitly {@link lol.lock.v1.DescribeRequest.verify|verify} messages.
                 * @param message DescribeRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.DescribeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DescribeRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.DescribeRequest & lol.lock.v1.DescribeRequest.$Shape} DescribeRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.DescribeRequest & lol.lock.v1.DescribeRequest.$Shape;
            }

            namespace DescribeRequest {

                /** Properties of a DescribeRequest. */
                interface $Properties {

                    /** DescribeRequest namespace */
                    namespace?: (string|null);

                    /** DescribeRequest name */
                    name?: (string|null);

                    /** The most holders, and the most waiters, that the answer lists: 1 to 1,000; 0: 100. */
                    limit?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DescribeRequest. */
                type $Shape = lol.lock.v1.DescribeRequest.$Properties;
            }

            /**
             * Properties of a DescribeResponse.
             * @deprecated Use lol.lock.v1.DescribeResponse.$Properties instead.
             */
            interface IDescribeResponse extends lol.lock.v1.DescribeResponse.$Properties {
            }

            /** Represents a DescribeResponse. */
            class DescribeResponse {

                /**
                 * Constructs a new DescribeResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.DescribeResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Absent where it has neither holders nor waiters. */
                object?: (lol.lock.v1.ObjectState.$Properties|null);

                /** DescribeResponse holders. */
                holders: lol.lock.v1.Stake.$Properties[];

                /** DescribeResponse waiting. */
                waiting: lol.lock.v1.Stake.$Properties[];

                /**
                 * Encodes the specified DescribeResponse message. Does not implicitly {@link lol.lock.v1.DescribeResponse.verify|verify} messages.
                 * @param message DescribeResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.DescribeResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DescribeResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.DescribeResponse & lol.lock.v1.DescribeResponse.$Shape} DescribeResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.DescribeResponse & lol.lock.v1.DescribeResponse.$Shape;
            }

            namespace DescribeResponse {

                /** Properties of a DescribeResponse. */
                interface $Properties {

                    /** Absent where it has neither holders nor waiters. */
                    object?: (lol.lock.v1.ObjectState.$Properties|null);

                    /** DescribeResponse holders */
                    holders?: (lol.lock.v1.Stake.$Properties[]|null);

                    /** DescribeResponse waiting */
                    waiting?: (lol.lock.v1.Stake.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DescribeResponse. */
                type $Shape = lol.lock.v1.DescribeResponse.$Properties;
            }

            /**
             * Properties of an ObjectState.
             * @deprecated Use lol.lock.v1.ObjectState.$Properties instead.
             */
            interface IObjectState extends lol.lock.v1.ObjectState.$Properties {
            }

            /** Represents an ObjectState. */
            class ObjectState {

                /**
                 * Constructs a new ObjectState.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.ObjectState.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ObjectState name. */
                name: string;

                /** ObjectState kind. */
                kind: lol.lock.v1.Kind;

                /** Permits or parties; 1 of others. */
                size: number;

                /** ObjectState holds. */
                holds: number;

                /** ObjectState waiters. */
                waiters: number;

                /**
                 * Encodes the specified ObjectState message. Does not implicitly {@link lol.lock.v1.ObjectState.verify|verify} messages.
                 * @param message ObjectState message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.ObjectState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ObjectState message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.ObjectState & lol.lock.v1.ObjectState.$Shape} ObjectState
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.ObjectState & lol.lock.v1.ObjectState.$Shape;
            }

            namespace ObjectState {

                /** Properties of an ObjectState. */
                interface $Properties {

                    /** ObjectState name */
                    name?: (string|null);

                    /** ObjectState kind */
                    kind?: (lol.lock.v1.Kind|null);

                    /** Permits or parties; 1 of others. */
                    size?: (number|null);

                    /** ObjectState holds */
                    holds?: (number|null);

                    /** ObjectState waiters */
                    waiters?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ObjectState. */
                type $Shape = lol.lock.v1.ObjectState.$Properties;
            }

            /**
             * Properties of a Stake.
             * @deprecated Use lol.lock.v1.Stake.$Properties instead.
             */
            interface IStake extends lol.lock.v1.Stake.$Properties {
            }

            /** Represents a Stake. */
            class Stake {

                /**
                 * Constructs a new Stake.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.Stake.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Stake session. */
                session: Uint8Array;

                /** Stake owner. */
                owner: string;

                /** 0 where it waits. */
                token: number;

                /** Stake mode. */
                mode: lol.lock.v1.Mode;

                /** Stake weight. */
                weight: number;

                /** Of an election. */
                value: Uint8Array;

                /** At a barrier: waits for the others to leave. */
                leaving: boolean;

                /** Stake requests. */
                requests: number[];

                /**
                 * Encodes the specified Stake message. Does not implicitly {@link lol.lock.v1.Stake.verify|verify} messages.
                 * @param message Stake message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.Stake.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Stake message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.Stake & lol.lock.v1.Stake.$Shape} Stake
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.Stake & lol.lock.v1.Stake.$Shape;
            }

            namespace Stake {

                /** Properties of a Stake. */
                interface $Properties {

                    /** Stake session */
                    session?: (Uint8Array|null);

                    /** Stake owner */
                    owner?: (string|null);

                    /** 0 where it waits. */
                    token?: (number|null);

                    /** Stake mode */
                    mode?: (lol.lock.v1.Mode|null);

                    /** Stake weight */
                    weight?: (number|null);

                    /** Of an election. */
                    value?: (Uint8Array|null);

                    /** At a barrier: waits for the others to leave. */
                    leaving?: (boolean|null);

                    /** Stake requests */
                    requests?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Stake. */
                type $Shape = lol.lock.v1.Stake.$Properties;
            }

            /**
             * Properties of a ListObjectsRequest.
             * @deprecated Use lol.lock.v1.ListObjectsRequest.$Properties instead.
             */
            interface IListObjectsRequest extends lol.lock.v1.ListObjectsRequest.$Properties {
            }

            /** Represents a ListObjectsRequest. */
            class ListObjectsRequest {

                /**
                 * Constructs a new ListObjectsRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.ListObjectsRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ListObjectsRequest namespace. */
                namespace: string;

                /** Names behind this one; empty: from the first on. */
                after: string;

                /** 1 to 1,000; 0: 100. */
                limit: number;

                /**
                 * Encodes the specified ListObjectsRequest message. Does not implicitly {@link lol.lock.v1.ListObjectsRequest.verify|verify} messages.
                 * @param message ListObjectsRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.ListObjectsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ListObjectsRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.ListObjectsRequest & lol.lock.v1.ListObjectsRequest.$Shape} ListObjectsRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.ListObjectsRequest & lol.lock.v1.ListObjectsRequest.$Shape;
            }

            namespace ListObjectsRequest {

                /** Properties of a ListObjectsRequest. */
                interface $Properties {

                    /** ListObjectsRequest namespace */
                    namespace?: (string|null);

                    /** Names behind this one; empty: from the first on. */
                    after?: (string|null);

                    /** 1 to 1,000; 0: 100. */
                    limit?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ListObjectsRequest. */
                type $Shape = lol.lock.v1.ListObjectsRequest.$Properties;
            }

            /**
             * Properties of a ListObjectsResponse.
             * @deprecated Use lol.lock.v1.ListObjectsResponse.$Properties instead.
             */
            interface IListObjectsResponse extends lol.lock.v1.ListObjectsResponse.$Properties {
            }

            /** Represents a ListObjectsResponse. */
            class ListObjectsResponse {

                /**
                 * Constructs a new ListObjectsResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.ListObjectsResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ListObjectsResponse objects. */
                objects: lol.lock.v1.ObjectState.$Properties[];

                /** ListObjectsResponse more. */
                more: boolean;

                /**
                 * Encodes the specified ListObjectsResponse message. Does not implicitly {@link lol.lock.v1.ListObjectsResponse.verify|verify} messages.
                 * @param message ListObjectsResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.ListObjectsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ListObjectsResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.ListObjectsResponse & lol.lock.v1.ListObjectsResponse.$Shape} ListObjectsResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.ListObjectsResponse & lol.lock.v1.ListObjectsResponse.$Shape;
            }

            namespace ListObjectsResponse {

                /** Properties of a ListObjectsResponse. */
                interface $Properties {

                    /** ListObjectsResponse objects */
                    objects?: (lol.lock.v1.ObjectState.$Properties[]|null);

                    /** ListObjectsResponse more */
                    more?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ListObjectsResponse. */
                type $Shape = lol.lock.v1.ListObjectsResponse.$Properties;
            }

            /**
             * Properties of a ListSessionsRequest.
             * @deprecated Use lol.lock.v1.ListSessionsRequest.$Properties instead.
             */
            interface IListSessionsRequest extends lol.lock.v1.ListSessionsRequest.$Properties {
            }

            /** Represents a ListSessionsRequest. */
            class ListSessionsRequest {

                /**
                 * Constructs a new ListSessionsRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.ListSessionsRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ListSessionsRequest namespace. */
                namespace: string;

                /** ListSessionsRequest after. */
                after: Uint8Array;

                /** ListSessionsRequest limit. */
                limit: number;

                /**
                 * Encodes the specified ListSessionsRequest message. Does not implicitly {@link lol.lock.v1.ListSessionsRequest.verify|verify} messages.
                 * @param message ListSessionsRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.ListSessionsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ListSessionsRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.ListSessionsRequest & lol.lock.v1.ListSessionsRequest.$Shape} ListSessionsRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.ListSessionsRequest & lol.lock.v1.ListSessionsRequest.$Shape;
            }

            namespace ListSessionsRequest {

                /** Properties of a ListSessionsRequest. */
                interface $Properties {

                    /** ListSessionsRequest namespace */
                    namespace?: (string|null);

                    /** ListSessionsRequest after */
                    after?: (Uint8Array|null);

                    /** ListSessionsRequest limit */
                    limit?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ListSessionsRequest. */
                type $Shape = lol.lock.v1.ListSessionsRequest.$Properties;
            }

            /**
             * Properties of a ListSessionsResponse.
             * @deprecated Use lol.lock.v1.ListSessionsResponse.$Properties instead.
             */
            interface IListSessionsResponse extends lol.lock.v1.ListSessionsResponse.$Properties {
            }

            /** Represents a ListSessionsResponse. */
            class ListSessionsResponse {

                /**
                 * Constructs a new ListSessionsResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.ListSessionsResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ListSessionsResponse sessions. */
                sessions: lol.lock.v1.SessionState.$Properties[];

                /** ListSessionsResponse more. */
                more: boolean;

                /**
                 * Encodes the specified ListSessionsResponse message. Does not implicitly {@link lol.lock.v1.ListSessionsResponse.verify|verify} messages.
                 * @param message ListSessionsResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.ListSessionsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ListSessionsResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.ListSessionsResponse & lol.lock.v1.ListSessionsResponse.$Shape} ListSessionsResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.ListSessionsResponse & lol.lock.v1.ListSessionsResponse.$Shape;
            }

            namespace ListSessionsResponse {

                /** Properties of a ListSessionsResponse. */
                interface $Properties {

                    /** ListSessionsResponse sessions */
                    sessions?: (lol.lock.v1.SessionState.$Properties[]|null);

                    /** ListSessionsResponse more */
                    more?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ListSessionsResponse. */
                type $Shape = lol.lock.v1.ListSessionsResponse.$Properties;
            }

            /**
             * Properties of a SessionState.
             * @deprecated Use lol.lock.v1.SessionState.$Properties instead.
             */
            interface ISessionState extends lol.lock.v1.SessionState.$Properties {
            }

            /** Represents a SessionState. */
            class SessionState {

                /**
                 * Constructs a new SessionState.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.SessionState.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SessionState session. */
                session: Uint8Array;

                /** SessionState owner. */
                owner: string;

                /** SessionState ttl. */
                ttl: number;

                /**
                 * Encodes the specified SessionState message. Does not implicitly {@link lol.lock.v1.SessionState.verify|verify} messages.
                 * @param message SessionState message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.SessionState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SessionState message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.SessionState & lol.lock.v1.SessionState.$Shape} SessionState
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.SessionState & lol.lock.v1.SessionState.$Shape;
            }

            namespace SessionState {

                /** Properties of a SessionState. */
                interface $Properties {

                    /** SessionState session */
                    session?: (Uint8Array|null);

                    /** SessionState owner */
                    owner?: (string|null);

                    /** SessionState ttl */
                    ttl?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SessionState. */
                type $Shape = lol.lock.v1.SessionState.$Properties;
            }

            /**
             * Properties of a NamespaceRequest.
             * @deprecated Use lol.lock.v1.NamespaceRequest.$Properties instead.
             */
            interface INamespaceRequest extends lol.lock.v1.NamespaceRequest.$Properties {
            }

            /** Represents a NamespaceRequest. */
            class NamespaceRequest {

                /**
                 * Constructs a new NamespaceRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.NamespaceRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** NamespaceRequest namespace. */
                namespace: string;

                /**
                 * Encodes the specified NamespaceRequest message. Does not implicitly {@link lol.lock.v1.NamespaceRequest.verify|verify} messages.
                 * @param message NamespaceRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.NamespaceRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a NamespaceRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.NamespaceRequest & lol.lock.v1.NamespaceRequest.$Shape} NamespaceRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.NamespaceRequest & lol.lock.v1.NamespaceRequest.$Shape;
            }

            namespace NamespaceRequest {

                /** Properties of a NamespaceRequest. */
                interface $Properties {

                    /** NamespaceRequest namespace */
                    namespace?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a NamespaceRequest. */
                type $Shape = lol.lock.v1.NamespaceRequest.$Properties;
            }

            /**
             * Properties of a NamespaceResponse.
             * @deprecated Use lol.lock.v1.NamespaceResponse.$Properties instead.
             */
            interface INamespaceResponse extends lol.lock.v1.NamespaceResponse.$Properties {
            }

            /** Represents a NamespaceResponse. */
            class NamespaceResponse {

                /**
                 * Constructs a new NamespaceResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.NamespaceResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** NamespaceResponse quotas. */
                quotas?: (lol.lock.v1.Quotas.$Properties|null);

                /** Not the default ones. */
                own: boolean;

                /** NamespaceResponse sessions. */
                sessions: number;

                /** NamespaceResponse objects. */
                objects: number;

                /** NamespaceResponse waiters. */
                waiters: number;

                /** NamespaceResponse requests. */
                requests: number;

                /**
                 * Encodes the specified NamespaceResponse message. Does not implicitly {@link lol.lock.v1.NamespaceResponse.verify|verify} messages.
                 * @param message NamespaceResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.NamespaceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a NamespaceResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.NamespaceResponse & lol.lock.v1.NamespaceResponse.$Shape} NamespaceResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.NamespaceResponse & lol.lock.v1.NamespaceResponse.$Shape;
            }

            namespace NamespaceResponse {

                /** Properties of a NamespaceResponse. */
                interface $Properties {

                    /** NamespaceResponse quotas */
                    quotas?: (lol.lock.v1.Quotas.$Properties|null);

                    /** Not the default ones. */
                    own?: (boolean|null);

                    /** NamespaceResponse sessions */
                    sessions?: (number|null);

                    /** NamespaceResponse objects */
                    objects?: (number|null);

                    /** NamespaceResponse waiters */
                    waiters?: (number|null);

                    /** NamespaceResponse requests */
                    requests?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a NamespaceResponse. */
                type $Shape = lol.lock.v1.NamespaceResponse.$Properties;
            }

            /**
             * Properties of a Quotas.
             * @deprecated Use lol.lock.v1.Quotas.$Properties instead.
             */
            interface IQuotas extends lol.lock.v1.Quotas.$Properties {
            }

            /** Represents a Quotas. */
            class Quotas {

                /**
                 * Constructs a new Quotas.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.Quotas.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Quotas sessions. */
                sessions: number;

                /** Quotas objects. */
                objects: number;

                /** Quotas waiters. */
                waiters: number;

                /** Quotas requests. */
                requests: number;

                /** Quotas sessionRequests. */
                sessionRequests: number;

                /** Quotas nameBytes. */
                nameBytes: number;

                /** Quotas valueBytes. */
                valueBytes: number;

                /** Quotas ownerBytes. */
                ownerBytes: number;

                /**
                 * Encodes the specified Quotas message. Does not implicitly {@link lol.lock.v1.Quotas.verify|verify} messages.
                 * @param message Quotas message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.Quotas.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Quotas message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.Quotas & lol.lock.v1.Quotas.$Shape} Quotas
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.Quotas & lol.lock.v1.Quotas.$Shape;
            }

            namespace Quotas {

                /** Properties of a Quotas. */
                interface $Properties {

                    /** Quotas sessions */
                    sessions?: (number|null);

                    /** Quotas objects */
                    objects?: (number|null);

                    /** Quotas waiters */
                    waiters?: (number|null);

                    /** Quotas requests */
                    requests?: (number|null);

                    /** Quotas sessionRequests */
                    sessionRequests?: (number|null);

                    /** Quotas nameBytes */
                    nameBytes?: (number|null);

                    /** Quotas valueBytes */
                    valueBytes?: (number|null);

                    /** Quotas ownerBytes */
                    ownerBytes?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Quotas. */
                type $Shape = lol.lock.v1.Quotas.$Properties;
            }

            /**
             * Properties of a SetQuotasRequest.
             * @deprecated Use lol.lock.v1.SetQuotasRequest.$Properties instead.
             */
            interface ISetQuotasRequest extends lol.lock.v1.SetQuotasRequest.$Properties {
            }

            /** Represents a SetQuotasRequest. */
            class SetQuotasRequest {

                /**
                 * Constructs a new SetQuotasRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.SetQuotasRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SetQuotasRequest namespace. */
                namespace: string;

                /** Absent: the default ones again. */
                quotas?: (lol.lock.v1.Quotas.$Properties|null);

                /**
                 * Encodes the specified SetQuotasRequest message. Does not implicitly {@link lol.lock.v1.SetQuotasRequest.verify|verify} messages.
                 * @param message SetQuotasRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.SetQuotasRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SetQuotasRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.SetQuotasRequest & lol.lock.v1.SetQuotasRequest.$Shape} SetQuotasRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.SetQuotasRequest & lol.lock.v1.SetQuotasRequest.$Shape;
            }

            namespace SetQuotasRequest {

                /** Properties of a SetQuotasRequest. */
                interface $Properties {

                    /** SetQuotasRequest namespace */
                    namespace?: (string|null);

                    /** Absent: the default ones again. */
                    quotas?: (lol.lock.v1.Quotas.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SetQuotasRequest. */
                type $Shape = lol.lock.v1.SetQuotasRequest.$Properties;
            }

            /**
             * Properties of a SetQuotasResponse.
             * @deprecated Use lol.lock.v1.SetQuotasResponse.$Properties instead.
             */
            interface ISetQuotasResponse extends lol.lock.v1.SetQuotasResponse.$Properties {
            }

            /** Represents a SetQuotasResponse. */
            class SetQuotasResponse {

                /**
                 * Constructs a new SetQuotasResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.SetQuotasResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified SetQuotasResponse message. Does not implicitly {@link lol.lock.v1.SetQuotasResponse.verify|verify} messages.
                 * @param message SetQuotasResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.SetQuotasResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SetQuotasResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.SetQuotasResponse & lol.lock.v1.SetQuotasResponse.$Shape} SetQuotasResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.SetQuotasResponse & lol.lock.v1.SetQuotasResponse.$Shape;
            }

            namespace SetQuotasResponse {

                /** Properties of a SetQuotasResponse. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SetQuotasResponse. */
                type $Shape = lol.lock.v1.SetQuotasResponse.$Properties;
            }

            /**
             * Properties of a WatchRequest.
             * @deprecated Use lol.lock.v1.WatchRequest.$Properties instead.
             */
            interface IWatchRequest extends lol.lock.v1.WatchRequest.$Properties {
            }

            /** Represents a WatchRequest. */
            class WatchRequest {

                /**
                 * Constructs a new WatchRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.WatchRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** WatchRequest namespace. */
                namespace: string;

                /** WatchRequest name. */
                name?: (string|null);

                /** WatchRequest session. */
                session?: (Uint8Array|null);

                /** WatchRequest what. */
                what?: ("name"|"session");

                /**
                 * Encodes the specified WatchRequest message. Does not implicitly {@link lol.lock.v1.WatchRequest.verify|verify} messages.
                 * @param message WatchRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.WatchRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a WatchRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.WatchRequest & lol.lock.v1.WatchRequest.$Shape} WatchRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.WatchRequest & lol.lock.v1.WatchRequest.$Shape;
            }

            namespace WatchRequest {

                /** Properties of a WatchRequest. */
                interface $Properties {

                    /** WatchRequest namespace */
                    namespace?: (string|null);

                    /** WatchRequest name */
                    name?: (string|null);

                    /** WatchRequest session */
                    session?: (Uint8Array|null);

                    /** WatchRequest what */
                    what?: ("name"|"session");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a WatchRequest. */
                type $Shape = {
                  namespace?: string|null;
                  name?: string|null;
                  session?: Uint8Array|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ what?: undefined; name?: null; session?: null }|{ what?: "name"; name: string; session?: null }|{ what?: "session"; name?: null; session: Uint8Array })
                );
            }

            /**
             * Properties of a WatchEvent.
             * @deprecated Use lol.lock.v1.WatchEvent.$Properties instead.
             */
            interface IWatchEvent extends lol.lock.v1.WatchEvent.$Properties {
            }

            /**
             * The first one is a `state`; there is another one where events were skipped: for a slow reader, or after a snapshot. Any node answers, at first
             * with what is true by then, and later perhaps a little late. The stream of a session ends when the session is gone.
             */
            class WatchEvent {

                /**
                 * Constructs a new WatchEvent.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.WatchEvent.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Log index of the command that it comes from. */
                index: number;

                /** WatchEvent state. */
                state?: (lol.lock.v1.WatchedState.$Properties|null);

                /** WatchEvent granted. */
                granted?: (lol.lock.v1.Granted.$Properties|null);

                /** WatchEvent released. */
                released?: (lol.lock.v1.Released.$Properties|null);

                /** WatchEvent withdrawn. */
                withdrawn?: (lol.lock.v1.Withdrawn.$Properties|null);

                /** WatchEvent elected. */
                elected?: (lol.lock.v1.Elected.$Properties|null);

                /** WatchEvent sessionEnded. */
                sessionEnded?: (lol.lock.v1.SessionEnded.$Properties|null);

                /** WatchEvent event. */
                event?: ("state"|"granted"|"released"|"withdrawn"|"elected"|"sessionEnded");

                /**
                 * Encodes the specified WatchEvent message. Does not implicitly {@link lol.lock.v1.WatchEvent.verify|verify} messages.
                 * @param message WatchEvent message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.WatchEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a WatchEvent message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.WatchEvent & lol.lock.v1.WatchEvent.$Shape} WatchEvent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.WatchEvent & lol.lock.v1.WatchEvent.$Shape;
            }

            namespace WatchEvent {

                /** Properties of a WatchEvent. */
                interface $Properties {

                    /** Log index of the command that it comes from. */
                    index?: (number|null);

                    /** WatchEvent state */
                    state?: (lol.lock.v1.WatchedState.$Properties|null);

                    /** WatchEvent granted */
                    granted?: (lol.lock.v1.Granted.$Properties|null);

                    /** WatchEvent released */
                    released?: (lol.lock.v1.Released.$Properties|null);

                    /** WatchEvent withdrawn */
                    withdrawn?: (lol.lock.v1.Withdrawn.$Properties|null);

                    /** WatchEvent elected */
                    elected?: (lol.lock.v1.Elected.$Properties|null);

                    /** WatchEvent sessionEnded */
                    sessionEnded?: (lol.lock.v1.SessionEnded.$Properties|null);

                    /** WatchEvent event */
                    event?: ("state"|"granted"|"released"|"withdrawn"|"elected"|"sessionEnded");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a WatchEvent. */
                type $Shape = {
                  index?: number|null;
                  state?: lol.lock.v1.WatchedState.$Shape|null;
                  granted?: lol.lock.v1.Granted.$Shape|null;
                  released?: lol.lock.v1.Released.$Shape|null;
                  withdrawn?: lol.lock.v1.Withdrawn.$Shape|null;
                  elected?: lol.lock.v1.Elected.$Shape|null;
                  sessionEnded?: lol.lock.v1.SessionEnded.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ event?: undefined; state?: null; granted?: null; released?: null; withdrawn?: null; elected?: null; sessionEnded?: null }|{ event?: "state"; state: lol.lock.v1.WatchedState.$Shape; granted?: null; released?: null; withdrawn?: null; elected?: null; sessionEnded?: null }|{ event?: "granted"; state?: null; granted: lol.lock.v1.Granted.$Shape; released?: null; withdrawn?: null; elected?: null; sessionEnded?: null }|{ event?: "released"; state?: null; granted?: null; released: lol.lock.v1.Released.$Shape; withdrawn?: null; elected?: null; sessionEnded?: null }|{ event?: "withdrawn"; state?: null; granted?: null; released?: null; withdrawn: lol.lock.v1.Withdrawn.$Shape; elected?: null; sessionEnded?: null }|{ event?: "elected"; state?: null; granted?: null; released?: null; withdrawn?: null; elected: lol.lock.v1.Elected.$Shape; sessionEnded?: null }|{ event?: "sessionEnded"; state?: null; granted?: null; released?: null; withdrawn?: null; elected?: null; sessionEnded: lol.lock.v1.SessionEnded.$Shape })
                );
            }

            /**
             * Properties of a WatchedState.
             * @deprecated Use lol.lock.v1.WatchedState.$Properties instead.
             */
            interface IWatchedState extends lol.lock.v1.WatchedState.$Properties {
            }

            /** Represents a WatchedState. */
            class WatchedState {

                /**
                 * Constructs a new WatchedState.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.WatchedState.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Of an object. */
                object?: (lol.lock.v1.DescribeResponse.$Properties|null);

                /** Of a session; absent where it is gone. */
                session?: (lol.lock.v1.SessionState.$Properties|null);

                /**
                 * Encodes the specified WatchedState message. Does not implicitly {@link lol.lock.v1.WatchedState.verify|verify} messages.
                 * @param message WatchedState message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.WatchedState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a WatchedState message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.WatchedState & lol.lock.v1.WatchedState.$Shape} WatchedState
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.WatchedState & lol.lock.v1.WatchedState.$Shape;
            }

            namespace WatchedState {

                /** Properties of a WatchedState. */
                interface $Properties {

                    /** Of an object. */
                    object?: (lol.lock.v1.DescribeResponse.$Properties|null);

                    /** Of a session; absent where it is gone. */
                    session?: (lol.lock.v1.SessionState.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a WatchedState. */
                type $Shape = lol.lock.v1.WatchedState.$Properties;
            }

            /**
             * Properties of a Granted.
             * @deprecated Use lol.lock.v1.Granted.$Properties instead.
             */
            interface IGranted extends lol.lock.v1.Granted.$Properties {
            }

            /** Represents a Granted. */
            class Granted {

                /**
                 * Constructs a new Granted.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.Granted.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Granted name. */
                name: string;

                /** Granted kind. */
                kind: lol.lock.v1.Kind;

                /** Granted session. */
                session: Uint8Array;

                /** Granted token. */
                token: number;

                /** Granted requests. */
                requests: number[];

                /**
                 * Encodes the specified Granted message. Does not implicitly {@link lol.lock.v1.Granted.verify|verify} messages.
                 * @param message Granted message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.Granted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Granted message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.Granted & lol.lock.v1.Granted.$Shape} Granted
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.Granted & lol.lock.v1.Granted.$Shape;
            }

            namespace Granted {

                /** Properties of a Granted. */
                interface $Properties {

                    /** Granted name */
                    name?: (string|null);

                    /** Granted kind */
                    kind?: (lol.lock.v1.Kind|null);

                    /** Granted session */
                    session?: (Uint8Array|null);

                    /** Granted token */
                    token?: (number|null);

                    /** Granted requests */
                    requests?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Granted. */
                type $Shape = lol.lock.v1.Granted.$Properties;
            }

            /**
             * Properties of a Released.
             * @deprecated Use lol.lock.v1.Released.$Properties instead.
             */
            interface IReleased extends lol.lock.v1.Released.$Properties {
            }

            /** Represents a Released. */
            class Released {

                /**
                 * Constructs a new Released.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.Released.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Released name. */
                name: string;

                /** Released kind. */
                kind: lol.lock.v1.Kind;

                /** Released session. */
                session: Uint8Array;

                /** Released token. */
                token: number;

                /** Released requests. */
                requests: number[];

                /** Released cause. */
                cause: lol.lock.v1.Released.Cause;

                /**
                 * Encodes the specified Released message. Does not implicitly {@link lol.lock.v1.Released.verify|verify} messages.
                 * @param message Released message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.Released.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Released message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.Released & lol.lock.v1.Released.$Shape} Released
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.Released & lol.lock.v1.Released.$Shape;
            }

            namespace Released {

                /** Properties of a Released. */
                interface $Properties {

                    /** Released name */
                    name?: (string|null);

                    /** Released kind */
                    kind?: (lol.lock.v1.Kind|null);

                    /** Released session */
                    session?: (Uint8Array|null);

                    /** Released token */
                    token?: (number|null);

                    /** Released requests */
                    requests?: (number[]|null);

                    /** Released cause */
                    cause?: (lol.lock.v1.Released.Cause|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Released. */
                type $Shape = lol.lock.v1.Released.$Properties;

                /** Cause enum. */
                enum Cause {

                    /** CAUSE_UNSPECIFIED value */
                    CAUSE_UNSPECIFIED = 0,

                    /** RELEASED value */
                    RELEASED = 1,

                    /** BROKEN value */
                    BROKEN = 2,

                    /** SESSION_ENDED value */
                    SESSION_ENDED = 3,

                    /** LEFT value */
                    LEFT = 4
                }
            }

            /**
             * Properties of a Withdrawn.
             * @deprecated Use lol.lock.v1.Withdrawn.$Properties instead.
             */
            interface IWithdrawn extends lol.lock.v1.Withdrawn.$Properties {
            }

            /** Represents a Withdrawn. */
            class Withdrawn {

                /**
                 * Constructs a new Withdrawn.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.Withdrawn.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Withdrawn name. */
                name: string;

                /** Withdrawn kind. */
                kind: lol.lock.v1.Kind;

                /** Withdrawn session. */
                session: Uint8Array;

                /** Withdrawn requests. */
                requests: number[];

                /**
                 * Encodes the specified Withdrawn message. Does not implicitly {@link lol.lock.v1.Withdrawn.verify|verify} messages.
                 * @param message Withdrawn message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.Withdrawn.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Withdrawn message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.Withdrawn & lol.lock.v1.Withdrawn.$Shape} Withdrawn
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.Withdrawn & lol.lock.v1.Withdrawn.$Shape;
            }

            namespace Withdrawn {

                /** Properties of a Withdrawn. */
                interface $Properties {

                    /** Withdrawn name */
                    name?: (string|null);

                    /** Withdrawn kind */
                    kind?: (lol.lock.v1.Kind|null);

                    /** Withdrawn session */
                    session?: (Uint8Array|null);

                    /** Withdrawn requests */
                    requests?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Withdrawn. */
                type $Shape = lol.lock.v1.Withdrawn.$Properties;
            }

            /**
             * Properties of an Elected.
             * @deprecated Use lol.lock.v1.Elected.$Properties instead.
             */
            interface IElected extends lol.lock.v1.Elected.$Properties {
            }

            /** Represents an Elected. */
            class Elected {

                /**
                 * Constructs a new Elected.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.Elected.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Elected name. */
                name: string;

                /** Absent: nobody leads. */
                leader?: (lol.lock.v1.Stake.$Properties|null);

                /**
                 * Encodes the specified Elected message. Does not implicitly {@link lol.lock.v1.Elected.verify|verify} messages.
                 * @param message Elected message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.Elected.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Elected message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.Elected & lol.lock.v1.Elected.$Shape} Elected
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.Elected & lol.lock.v1.Elected.$Shape;
            }

            namespace Elected {

                /** Properties of an Elected. */
                interface $Properties {

                    /** Elected name */
                    name?: (string|null);

                    /** Absent: nobody leads. */
                    leader?: (lol.lock.v1.Stake.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Elected. */
                type $Shape = lol.lock.v1.Elected.$Properties;
            }

            /**
             * Properties of a SessionEnded.
             * @deprecated Use lol.lock.v1.SessionEnded.$Properties instead.
             */
            interface ISessionEnded extends lol.lock.v1.SessionEnded.$Properties {
            }

            /** Represents a SessionEnded. */
            class SessionEnded {

                /**
                 * Constructs a new SessionEnded.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.SessionEnded.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SessionEnded session. */
                session: Uint8Array;

                /** SessionEnded expired. */
                expired: boolean;

                /**
                 * Encodes the specified SessionEnded message. Does not implicitly {@link lol.lock.v1.SessionEnded.verify|verify} messages.
                 * @param message SessionEnded message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.SessionEnded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SessionEnded message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.SessionEnded & lol.lock.v1.SessionEnded.$Shape} SessionEnded
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.SessionEnded & lol.lock.v1.SessionEnded.$Shape;
            }

            namespace SessionEnded {

                /** Properties of a SessionEnded. */
                interface $Properties {

                    /** SessionEnded session */
                    session?: (Uint8Array|null);

                    /** SessionEnded expired */
                    expired?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SessionEnded. */
                type $Shape = lol.lock.v1.SessionEnded.$Properties;
            }

            /**
             * Properties of an ErrorDetails.
             * @deprecated Use lol.lock.v1.ErrorDetails.$Properties instead.
             */
            interface IErrorDetails extends lol.lock.v1.ErrorDetails.$Properties {
            }

            /** Represents an ErrorDetails. */
            class ErrorDetails {

                /**
                 * Constructs a new ErrorDetails.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.lock.v1.ErrorDetails.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** KIND_MISMATCH */
                kind: lol.lock.v1.Kind;

                /** SIZE_MISMATCH */
                size: number;

                /** QUOTA_EXCEEDED */
                quota: string;

                /** ErrorDetails limit. */
                limit: number;

                /** ENDED: how the request ended (released, cancelled, broken, left, forgotten), and the token of its hold, 0 if it never held. */
                ending: string;

                /** ErrorDetails token. */
                token: number;

                /**
                 * Encodes the specified ErrorDetails message. Does not implicitly {@link lol.lock.v1.ErrorDetails.verify|verify} messages.
                 * @param message ErrorDetails message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.lock.v1.ErrorDetails.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ErrorDetails message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.lock.v1.ErrorDetails & lol.lock.v1.ErrorDetails.$Shape} ErrorDetails
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.lock.v1.ErrorDetails & lol.lock.v1.ErrorDetails.$Shape;
            }

            namespace ErrorDetails {

                /** Properties of an ErrorDetails. */
                interface $Properties {

                    /** KIND_MISMATCH */
                    kind?: (lol.lock.v1.Kind|null);

                    /** SIZE_MISMATCH */
                    size?: (number|null);

                    /** QUOTA_EXCEEDED */
                    quota?: (string|null);

                    /** ErrorDetails limit */
                    limit?: (number|null);

                    /** ENDED: how the request ended (released, cancelled, broken, left, forgotten), and the token of its hold, 0 if it never held. */
                    ending?: (string|null);

                    /** ErrorDetails token */
                    token?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ErrorDetails. */
                type $Shape = lol.lock.v1.ErrorDetails.$Properties;
            }
        }
    }
}

export import proto = lol.lock.v1;
