// Generated from proto/ by "npm run codegen". Do not edit.
import $protobuf from "@lolraft/proto-kit/protobuf";

/** Namespace lol. */
export namespace lol {

    /** Namespace kvs. */
    namespace kvs {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a Command.
             * @deprecated Use lol.kvs.v1.Command.$Properties instead.
             */
            interface ICommand extends lol.kvs.v1.Command.$Properties {
            }

            /**
             * A change, as it stands in the log. A server that does not know every field of it stops its group: what one member
             * skips and another applies would drive them apart.
             */
            class Command {

                /**
                 * Constructs a new Command.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.Command.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Command put. */
                put?: (lol.kvs.v1.Put.$Properties|null);

                /** Command deleteRange. */
                deleteRange?: (lol.kvs.v1.DeleteRange.$Properties|null);

                /** Command txn. */
                txn?: (lol.kvs.v1.Txn.$Properties|null);

                /** Command compact. */
                compact?: (lol.kvs.v1.Compact.$Properties|null);

                /** Command setRetention. */
                setRetention?: (lol.kvs.v1.SetRetention.$Properties|null);

                /** Command guarded. */
                guarded?: (lol.kvs.v1.Guarded.$Properties|null);

                /** Command body. */
                body?: ("put"|"deleteRange"|"txn"|"compact"|"setRetention"|"guarded");

                /**
                 * Encodes the specified Command message. Does not implicitly {@link lol.kvs.v1.Command.verify|verify} messages.
                 * @param message Command message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.Command.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Command message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.Command & lol.kvs.v1.Command.$Shape} Command
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.Command & lol.kvs.v1.Command.$Shape;
            }

            namespace Command {

                /** Properties of a Command. */
                interface $Properties {

                    /** Command put */
                    put?: (lol.kvs.v1.Put.$Properties|null);

                    /** Command deleteRange */
                    deleteRange?: (lol.kvs.v1.DeleteRange.$Properties|null);

                    /** Command txn */
                    txn?: (lol.kvs.v1.Txn.$Properties|null);

                    /** Command compact */
                    compact?: (lol.kvs.v1.Compact.$Properties|null);

                    /** Command setRetention */
                    setRetention?: (lol.kvs.v1.SetRetention.$Properties|null);

                    /** Command guarded */
                    guarded?: (lol.kvs.v1.Guarded.$Properties|null);

                    /** Command body */
                    body?: ("put"|"deleteRange"|"txn"|"compact"|"setRetention"|"guarded");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Command. */
                type $Shape = {
                  put?: lol.kvs.v1.Put.$Shape|null;
                  deleteRange?: lol.kvs.v1.DeleteRange.$Shape|null;
                  txn?: lol.kvs.v1.Txn.$Shape|null;
                  compact?: lol.kvs.v1.Compact.$Shape|null;
                  setRetention?: lol.kvs.v1.SetRetention.$Shape|null;
                  guarded?: lol.kvs.v1.Guarded.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ body?: undefined; put?: null; deleteRange?: null; txn?: null; compact?: null; setRetention?: null; guarded?: null }|{ body?: "put"; put: lol.kvs.v1.Put.$Shape; deleteRange?: null; txn?: null; compact?: null; setRetention?: null; guarded?: null }|{ body?: "deleteRange"; put?: null; deleteRange: lol.kvs.v1.DeleteRange.$Shape; txn?: null; compact?: null; setRetention?: null; guarded?: null }|{ body?: "txn"; put?: null; deleteRange?: null; txn: lol.kvs.v1.Txn.$Shape; compact?: null; setRetention?: null; guarded?: null }|{ body?: "compact"; put?: null; deleteRange?: null; txn?: null; compact: lol.kvs.v1.Compact.$Shape; setRetention?: null; guarded?: null }|{ body?: "setRetention"; put?: null; deleteRange?: null; txn?: null; compact?: null; setRetention: lol.kvs.v1.SetRetention.$Shape; guarded?: null }|{ body?: "guarded"; put?: null; deleteRange?: null; txn?: null; compact?: null; setRetention?: null; guarded: lol.kvs.v1.Guarded.$Shape })
                );
            }

            /**
             * Properties of a Query.
             * @deprecated Use lol.kvs.v1.Query.$Properties instead.
             */
            interface IQuery extends lol.kvs.v1.Query.$Properties {
            }

            /** Answered from a member's state, without a place in the log. */
            class Query {

                /**
                 * Constructs a new Query.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.Query.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Query range. */
                range?: (lol.kvs.v1.Range.$Properties|null);

                /** Without a put or a delete. */
                txn?: (lol.kvs.v1.Txn.$Properties|null);

                /** Query stats. */
                stats?: (lol.kvs.v1.Stats.$Properties|null);

                /** Query body. */
                body?: ("range"|"txn"|"stats");

                /**
                 * Encodes the specified Query message. Does not implicitly {@link lol.kvs.v1.Query.verify|verify} messages.
                 * @param message Query message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.Query.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Query message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.Query & lol.kvs.v1.Query.$Shape} Query
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.Query & lol.kvs.v1.Query.$Shape;
            }

            namespace Query {

                /** Properties of a Query. */
                interface $Properties {

                    /** Query range */
                    range?: (lol.kvs.v1.Range.$Properties|null);

                    /** Without a put or a delete. */
                    txn?: (lol.kvs.v1.Txn.$Properties|null);

                    /** Query stats */
                    stats?: (lol.kvs.v1.Stats.$Properties|null);

                    /** Query body */
                    body?: ("range"|"txn"|"stats");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Query. */
                type $Shape = {
                  range?: lol.kvs.v1.Range.$Shape|null;
                  txn?: lol.kvs.v1.Txn.$Shape|null;
                  stats?: lol.kvs.v1.Stats.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ body?: undefined; range?: null; txn?: null; stats?: null }|{ body?: "range"; range: lol.kvs.v1.Range.$Shape; txn?: null; stats?: null }|{ body?: "txn"; range?: null; txn: lol.kvs.v1.Txn.$Shape; stats?: null }|{ body?: "stats"; range?: null; txn?: null; stats: lol.kvs.v1.Stats.$Shape })
                );
            }

            /**
             * Properties of a Response.
             * @deprecated Use lol.kvs.v1.Response.$Properties instead.
             */
            interface IResponse extends lol.kvs.v1.Response.$Properties {
            }

            /** Represents a Response. */
            class Response {

                /**
                 * Constructs a new Response.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.Response.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * The store's revision when it answered. The one of an empty store is 1; each transaction that changes something raises
                 * it by one.
                 */
                revision: number;

                /** Nothing was changed. */
                failure?: (lol.kvs.v1.Failure.$Properties|null);

                /** Response put. */
                put?: (lol.kvs.v1.PutResult.$Properties|null);

                /** Response deleteRange. */
                deleteRange?: (lol.kvs.v1.DeleteRangeResult.$Properties|null);

                /** Response range. */
                range?: (lol.kvs.v1.RangeResult.$Properties|null);

                /** Response txn. */
                txn?: (lol.kvs.v1.TxnResult.$Properties|null);

                /** Response compact. */
                compact?: (lol.kvs.v1.CompactResult.$Properties|null);

                /** Response setRetention. */
                setRetention?: (lol.kvs.v1.SetRetentionResult.$Properties|null);

                /** Response stats. */
                stats?: (lol.kvs.v1.StatsResult.$Properties|null);

                /** Response body. */
                body?: ("failure"|"put"|"deleteRange"|"range"|"txn"|"compact"|"setRetention"|"stats");

                /**
                 * Encodes the specified Response message. Does not implicitly {@link lol.kvs.v1.Response.verify|verify} messages.
                 * @param message Response message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.Response.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Response message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.Response & lol.kvs.v1.Response.$Shape} Response
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.Response & lol.kvs.v1.Response.$Shape;
            }

            namespace Response {

                /** Properties of a Response. */
                interface $Properties {

                    /**
                     * The store's revision when it answered. The one of an empty store is 1; each transaction that changes something raises
                     * it by one.
                     */
                    revision?: (number|null);

                    /** Nothing was changed. */
                    failure?: (lol.kvs.v1.Failure.$Properties|null);

                    /** Response put */
                    put?: (lol.kvs.v1.PutResult.$Properties|null);

                    /** Response deleteRange */
                    deleteRange?: (lol.kvs.v1.DeleteRangeResult.$Properties|null);

                    /** Response range */
                    range?: (lol.kvs.v1.RangeResult.$Properties|null);

                    /** Response txn */
                    txn?: (lol.kvs.v1.TxnResult.$Properties|null);

                    /** Response compact */
                    compact?: (lol.kvs.v1.CompactResult.$Properties|null);

                    /** Response setRetention */
                    setRetention?: (lol.kvs.v1.SetRetentionResult.$Properties|null);

                    /** Response stats */
                    stats?: (lol.kvs.v1.StatsResult.$Properties|null);

                    /** Response body */
                    body?: ("failure"|"put"|"deleteRange"|"range"|"txn"|"compact"|"setRetention"|"stats");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Response. */
                type $Shape = {
                  revision?: number|null;
                  failure?: lol.kvs.v1.Failure.$Shape|null;
                  put?: lol.kvs.v1.PutResult.$Shape|null;
                  deleteRange?: lol.kvs.v1.DeleteRangeResult.$Shape|null;
                  range?: lol.kvs.v1.RangeResult.$Shape|null;
                  txn?: lol.kvs.v1.TxnResult.$Shape|null;
                  compact?: lol.kvs.v1.CompactResult.$Shape|null;
                  setRetention?: lol.kvs.v1.SetRetentionResult.$Shape|null;
                  stats?: lol.kvs.v1.StatsResult.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ body?: undefined; failure?: null; put?: null; deleteRange?: null; range?: null; txn?: null; compact?: null; setRetention?: null; stats?: null }|{ body?: "failure"; failure: lol.kvs.v1.Failure.$Shape; put?: null; deleteRange?: null; range?: null; txn?: null; compact?: null; setRetention?: null; stats?: null }|{ body?: "put"; failure?: null; put: lol.kvs.v1.PutResult.$Shape; deleteRange?: null; range?: null; txn?: null; compact?: null; setRetention?: null; stats?: null }|{ body?: "deleteRange"; failure?: null; put?: null; deleteRange: lol.kvs.v1.DeleteRangeResult.$Shape; range?: null; txn?: null; compact?: null; setRetention?: null; stats?: null }|{ body?: "range"; failure?: null; put?: null; deleteRange?: null; range: lol.kvs.v1.RangeResult.$Shape; txn?: null; compact?: null; setRetention?: null; stats?: null }|{ body?: "txn"; failure?: null; put?: null; deleteRange?: null; range?: null; txn: lol.kvs.v1.TxnResult.$Shape; compact?: null; setRetention?: null; stats?: null }|{ body?: "compact"; failure?: null; put?: null; deleteRange?: null; range?: null; txn?: null; compact: lol.kvs.v1.CompactResult.$Shape; setRetention?: null; stats?: null }|{ body?: "setRetention"; failure?: null; put?: null; deleteRange?: null; range?: null; txn?: null; compact?: null; setRetention: lol.kvs.v1.SetRetentionResult.$Shape; stats?: null }|{ body?: "stats"; failure?: null; put?: null; deleteRange?: null; range?: null; txn?: null; compact?: null; setRetention?: null; stats: lol.kvs.v1.StatsResult.$Shape })
                );
            }

            /**
             * Properties of a KeyValue.
             * @deprecated Use lol.kvs.v1.KeyValue.$Properties instead.
             */
            interface IKeyValue extends lol.kvs.v1.KeyValue.$Properties {
            }

            /** Represents a KeyValue. */
            class KeyValue {

                /**
                 * Constructs a new KeyValue.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.KeyValue.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** KeyValue key. */
                key: Uint8Array;

                /** Revision of the change that created the key (again, if it was deleted before). */
                createRevision: number;

                /** Revision of the last change. */
                modRevision: number;

                /** Changes since the key was created, that one included: at least 1. */
                version: number;

                /** KeyValue value. */
                value: Uint8Array;

                /** 0: none. */
                lease: number;

                /**
                 * Encodes the specified KeyValue message. Does not implicitly {@link lol.kvs.v1.KeyValue.verify|verify} messages.
                 * @param message KeyValue message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.KeyValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a KeyValue message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.KeyValue & lol.kvs.v1.KeyValue.$Shape} KeyValue
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.KeyValue & lol.kvs.v1.KeyValue.$Shape;
            }

            namespace KeyValue {

                /** Properties of a KeyValue. */
                interface $Properties {

                    /** KeyValue key */
                    key?: (Uint8Array|null);

                    /** Revision of the change that created the key (again, if it was deleted before). */
                    createRevision?: (number|null);

                    /** Revision of the last change. */
                    modRevision?: (number|null);

                    /** Changes since the key was created, that one included: at least 1. */
                    version?: (number|null);

                    /** KeyValue value */
                    value?: (Uint8Array|null);

                    /** 0: none. */
                    lease?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a KeyValue. */
                type $Shape = lol.kvs.v1.KeyValue.$Properties;
            }

            /**
             * Properties of a Guarded.
             * @deprecated Use lol.kvs.v1.Guarded.$Properties instead.
             */
            interface IGuarded extends lol.kvs.v1.Guarded.$Properties {
            }

            /**
             * A change that is made only if its token is not older than the newest one that was seen under the name, of which it then is the
             * newest: a fencing token. Answered as the change itself.
             */
            class Guarded {

                /**
                 * Constructs a new Guarded.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.Guarded.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** 1 to 256 bytes. */
                name: string;

                /** At least 1. */
                token: number;

                /** Guarded put. */
                put?: (lol.kvs.v1.Put.$Properties|null);

                /** Guarded deleteRange. */
                deleteRange?: (lol.kvs.v1.DeleteRange.$Properties|null);

                /** Guarded txn. */
                txn?: (lol.kvs.v1.Txn.$Properties|null);

                /** Guarded change. */
                change?: ("put"|"deleteRange"|"txn");

                /**
                 * Encodes the specified Guarded message. Does not implicitly {@link lol.kvs.v1.Guarded.verify|verify} messages.
                 * @param message Guarded message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.Guarded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Guarded message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.Guarded & lol.kvs.v1.Guarded.$Shape} Guarded
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.Guarded & lol.kvs.v1.Guarded.$Shape;
            }

            namespace Guarded {

                /** Properties of a Guarded. */
                interface $Properties {

                    /** 1 to 256 bytes. */
                    name?: (string|null);

                    /** At least 1. */
                    token?: (number|null);

                    /** Guarded put */
                    put?: (lol.kvs.v1.Put.$Properties|null);

                    /** Guarded deleteRange */
                    deleteRange?: (lol.kvs.v1.DeleteRange.$Properties|null);

                    /** Guarded txn */
                    txn?: (lol.kvs.v1.Txn.$Properties|null);

                    /** Guarded change */
                    change?: ("put"|"deleteRange"|"txn");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Guarded. */
                type $Shape = {
                  name?: string|null;
                  token?: number|null;
                  put?: lol.kvs.v1.Put.$Shape|null;
                  deleteRange?: lol.kvs.v1.DeleteRange.$Shape|null;
                  txn?: lol.kvs.v1.Txn.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ change?: undefined; put?: null; deleteRange?: null; txn?: null }|{ change?: "put"; put: lol.kvs.v1.Put.$Shape; deleteRange?: null; txn?: null }|{ change?: "deleteRange"; put?: null; deleteRange: lol.kvs.v1.DeleteRange.$Shape; txn?: null }|{ change?: "txn"; put?: null; deleteRange?: null; txn: lol.kvs.v1.Txn.$Shape })
                );
            }

            /**
             * Properties of a Put.
             * @deprecated Use lol.kvs.v1.Put.$Properties instead.
             */
            interface IPut extends lol.kvs.v1.Put.$Properties {
            }

            /** Represents a Put. */
            class Put {

                /**
                 * Constructs a new Put.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.Put.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** 1 byte to 64 KiB. */
                key: Uint8Array;

                /** Put value. */
                value: Uint8Array;

                /** Answer with what was there before. */
                prevKv: boolean;

                /**
                 * Encodes the specified Put message. Does not implicitly {@link lol.kvs.v1.Put.verify|verify} messages.
                 * @param message Put message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.Put.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Put message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.Put & lol.kvs.v1.Put.$Shape} Put
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.Put & lol.kvs.v1.Put.$Shape;
            }

            namespace Put {

                /** Properties of a Put. */
                interface $Properties {

                    /** 1 byte to 64 KiB. */
                    key?: (Uint8Array|null);

                    /** Put value */
                    value?: (Uint8Array|null);

                    /** Answer with what was there before. */
                    prevKv?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Put. */
                type $Shape = lol.kvs.v1.Put.$Properties;
            }

            /**
             * Properties of a PutResult.
             * @deprecated Use lol.kvs.v1.PutResult.$Properties instead.
             */
            interface IPutResult extends lol.kvs.v1.PutResult.$Properties {
            }

            /** Represents a PutResult. */
            class PutResult {

                /**
                 * Constructs a new PutResult.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.PutResult.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Where it was asked for, and the key was there. */
                prevKv?: (lol.kvs.v1.KeyValue.$Properties|null);

                /**
                 * Encodes the specified PutResult message. Does not implicitly {@link lol.kvs.v1.PutResult.verify|verify} messages.
                 * @param message PutResult message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.PutResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PutResult message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.PutResult & lol.kvs.v1.PutResult.$Shape} PutResult
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.PutResult & lol.kvs.v1.PutResult.$Shape;
            }

            namespace PutResult {

                /** Properties of a PutResult. */
                interface $Properties {

                    /** Where it was asked for, and the key was there. */
                    prevKv?: (lol.kvs.v1.KeyValue.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PutResult. */
                type $Shape = lol.kvs.v1.PutResult.$Properties;
            }

            /**
             * Properties of a DeleteRange.
             * @deprecated Use lol.kvs.v1.DeleteRange.$Properties instead.
             */
            interface IDeleteRange extends lol.kvs.v1.DeleteRange.$Properties {
            }

            /** Represents a DeleteRange. */
            class DeleteRange {

                /**
                 * Constructs a new DeleteRange.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.DeleteRange.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DeleteRange key. */
                key: Uint8Array;

                /** DeleteRange rangeEnd. */
                rangeEnd: Uint8Array;

                /** Answer with what was there before. */
                prevKv: boolean;

                /**
                 * Encodes the specified DeleteRange message. Does not implicitly {@link lol.kvs.v1.DeleteRange.verify|verify} messages.
                 * @param message DeleteRange message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.DeleteRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DeleteRange message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.DeleteRange & lol.kvs.v1.DeleteRange.$Shape} DeleteRange
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.DeleteRange & lol.kvs.v1.DeleteRange.$Shape;
            }

            namespace DeleteRange {

                /** Properties of a DeleteRange. */
                interface $Properties {

                    /** DeleteRange key */
                    key?: (Uint8Array|null);

                    /** DeleteRange rangeEnd */
                    rangeEnd?: (Uint8Array|null);

                    /** Answer with what was there before. */
                    prevKv?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DeleteRange. */
                type $Shape = lol.kvs.v1.DeleteRange.$Properties;
            }

            /**
             * Properties of a DeleteRangeResult.
             * @deprecated Use lol.kvs.v1.DeleteRangeResult.$Properties instead.
             */
            interface IDeleteRangeResult extends lol.kvs.v1.DeleteRangeResult.$Properties {
            }

            /** Represents a DeleteRangeResult. */
            class DeleteRangeResult {

                /**
                 * Constructs a new DeleteRangeResult.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.DeleteRangeResult.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DeleteRangeResult deleted. */
                deleted: number;

                /** In the order of keys. */
                prevKvs: lol.kvs.v1.KeyValue.$Properties[];

                /**
                 * Encodes the specified DeleteRangeResult message. Does not implicitly {@link lol.kvs.v1.DeleteRangeResult.verify|verify} messages.
                 * @param message DeleteRangeResult message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.DeleteRangeResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DeleteRangeResult message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.DeleteRangeResult & lol.kvs.v1.DeleteRangeResult.$Shape} DeleteRangeResult
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.DeleteRangeResult & lol.kvs.v1.DeleteRangeResult.$Shape;
            }

            namespace DeleteRangeResult {

                /** Properties of a DeleteRangeResult. */
                interface $Properties {

                    /** DeleteRangeResult deleted */
                    deleted?: (number|null);

                    /** In the order of keys. */
                    prevKvs?: (lol.kvs.v1.KeyValue.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DeleteRangeResult. */
                type $Shape = lol.kvs.v1.DeleteRangeResult.$Properties;
            }

            /**
             * Properties of a Range.
             * @deprecated Use lol.kvs.v1.Range.$Properties instead.
             */
            interface IRange extends lol.kvs.v1.Range.$Properties {
            }

            /** Represents a Range. */
            class Range {

                /**
                 * Constructs a new Range.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.Range.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Range key. */
                key: Uint8Array;

                /** Range rangeEnd. */
                rangeEnd: Uint8Array;

                /** Most keys to answer with; 0: as many as fit an answer. */
                limit: number;

                /** Of the past; 0: now. */
                revision: number;

                /** Without the values. */
                keysOnly: boolean;

                /** Without keys and values. */
                countOnly: boolean;

                /**
                 * Encodes the specified Range message. Does not implicitly {@link lol.kvs.v1.Range.verify|verify} messages.
                 * @param message Range message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.Range.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Range message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.Range & lol.kvs.v1.Range.$Shape} Range
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.Range & lol.kvs.v1.Range.$Shape;
            }

            namespace Range {

                /** Properties of a Range. */
                interface $Properties {

                    /** Range key */
                    key?: (Uint8Array|null);

                    /** Range rangeEnd */
                    rangeEnd?: (Uint8Array|null);

                    /** Most keys to answer with; 0: as many as fit an answer. */
                    limit?: (number|null);

                    /** Of the past; 0: now. */
                    revision?: (number|null);

                    /** Without the values. */
                    keysOnly?: (boolean|null);

                    /** Without keys and values. */
                    countOnly?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Range. */
                type $Shape = lol.kvs.v1.Range.$Properties;
            }

            /**
             * Properties of a RangeResult.
             * @deprecated Use lol.kvs.v1.RangeResult.$Properties instead.
             */
            interface IRangeResult extends lol.kvs.v1.RangeResult.$Properties {
            }

            /** Represents a RangeResult. */
            class RangeResult {

                /**
                 * Constructs a new RangeResult.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.RangeResult.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** In the order of keys. Fewer than `limit` where more would not fit an answer. */
                kvs: lol.kvs.v1.KeyValue.$Properties[];

                /** The range has further keys. Go on from behind the last one, at the same revision. */
                more: boolean;

                /** Keys in the range, whatever the limit. */
                count: number;

                /**
                 * Encodes the specified RangeResult message. Does not implicitly {@link lol.kvs.v1.RangeResult.verify|verify} messages.
                 * @param message RangeResult message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.RangeResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RangeResult message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.RangeResult & lol.kvs.v1.RangeResult.$Shape} RangeResult
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.RangeResult & lol.kvs.v1.RangeResult.$Shape;
            }

            namespace RangeResult {

                /** Properties of a RangeResult. */
                interface $Properties {

                    /** In the order of keys. Fewer than `limit` where more would not fit an answer. */
                    kvs?: (lol.kvs.v1.KeyValue.$Properties[]|null);

                    /** The range has further keys. Go on from behind the last one, at the same revision. */
                    more?: (boolean|null);

                    /** Keys in the range, whatever the limit. */
                    count?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RangeResult. */
                type $Shape = lol.kvs.v1.RangeResult.$Properties;
            }

            /** Relation enum. */
            enum Relation {

                /** RELATION_UNSPECIFIED value */
                RELATION_UNSPECIFIED = 0,

                /** RELATION_EQUAL value */
                RELATION_EQUAL = 1,

                /** RELATION_NOT_EQUAL value */
                RELATION_NOT_EQUAL = 2,

                /** RELATION_LESS value */
                RELATION_LESS = 3,

                /** RELATION_GREATER value */
                RELATION_GREATER = 4
            }

            /**
             * Properties of a Compare.
             * @deprecated Use lol.kvs.v1.Compare.$Properties instead.
             */
            interface ICompare extends lol.kvs.v1.Compare.$Properties {
            }

            /**
             * Holds where every key of the range stands in this relation to what is given: key's field, relation, given. A range
             * without keys is compared as one key with empty fields; the comparison of a missing value never holds.
             */
            class Compare {

                /**
                 * Constructs a new Compare.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.Compare.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Compare key. */
                key: Uint8Array;

                /** Compare rangeEnd. */
                rangeEnd: Uint8Array;

                /** Compare relation. */
                relation: lol.kvs.v1.Relation;

                /** 0: the key does not exist. */
                version?: (number|null);

                /** Compare createRevision. */
                createRevision?: (number|null);

                /** Compare modRevision. */
                modRevision?: (number|null);

                /** Ordered as bytes. */
                value?: (Uint8Array|null);

                /** Compare lease. */
                lease?: (number|null);

                /** Compare target. */
                target?: ("version"|"createRevision"|"modRevision"|"value"|"lease");

                /**
                 * Encodes the specified Compare message. Does not implicitly {@link lol.kvs.v1.Compare.verify|verify} messages.
                 * @param message Compare message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.Compare.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Compare message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.Compare & lol.kvs.v1.Compare.$Shape} Compare
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.Compare & lol.kvs.v1.Compare.$Shape;
            }

            namespace Compare {

                /** Properties of a Compare. */
                interface $Properties {

                    /** Compare key */
                    key?: (Uint8Array|null);

                    /** Compare rangeEnd */
                    rangeEnd?: (Uint8Array|null);

                    /** Compare relation */
                    relation?: (lol.kvs.v1.Relation|null);

                    /** 0: the key does not exist. */
                    version?: (number|null);

                    /** Compare createRevision */
                    createRevision?: (number|null);

                    /** Compare modRevision */
                    modRevision?: (number|null);

                    /** Ordered as bytes. */
                    value?: (Uint8Array|null);

                    /** Compare lease */
                    lease?: (number|null);

                    /** Compare target */
                    target?: ("version"|"createRevision"|"modRevision"|"value"|"lease");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Compare. */
                type $Shape = {
                  key?: Uint8Array|null;
                  rangeEnd?: Uint8Array|null;
                  relation?: lol.kvs.v1.Relation|null;
                  version?: number|null;
                  createRevision?: number|null;
                  modRevision?: number|null;
                  value?: Uint8Array|null;
                  lease?: number|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ target?: undefined; version?: null; createRevision?: null; modRevision?: null; value?: null; lease?: null }|{ target?: "version"; version: number; createRevision?: null; modRevision?: null; value?: null; lease?: null }|{ target?: "createRevision"; version?: null; createRevision: number; modRevision?: null; value?: null; lease?: null }|{ target?: "modRevision"; version?: null; createRevision?: null; modRevision: number; value?: null; lease?: null }|{ target?: "value"; version?: null; createRevision?: null; modRevision?: null; value: Uint8Array; lease?: null }|{ target?: "lease"; version?: null; createRevision?: null; modRevision?: null; value?: null; lease: number })
                );
            }

            /**
             * Properties of a Txn.
             * @deprecated Use lol.kvs.v1.Txn.$Properties instead.
             */
            interface ITxn extends lol.kvs.v1.Txn.$Properties {
            }

            /**
             * If every comparison holds, the operations of `success` are done, else those of `failure`: in order, at one revision,
             * all or none. Comparisons, those of inner transactions too, see the state before the transaction; reads see the changes
             * before them. No key is changed twice.
             */
            class Txn {

                /**
                 * Constructs a new Txn.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.Txn.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** At most 128 of each. */
                compare: lol.kvs.v1.Compare.$Properties[];

                /** Txn success. */
                success: lol.kvs.v1.Operation.$Properties[];

                /** Txn failure. */
                failure: lol.kvs.v1.Operation.$Properties[];

                /**
                 * Encodes the specified Txn message. Does not implicitly {@link lol.kvs.v1.Txn.verify|verify} messages.
                 * @param message Txn message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.Txn.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Txn message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.Txn & lol.kvs.v1.Txn.$Shape} Txn
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.Txn & lol.kvs.v1.Txn.$Shape;
            }

            namespace Txn {

                /** Properties of a Txn. */
                interface $Properties {

                    /** At most 128 of each. */
                    compare?: (lol.kvs.v1.Compare.$Properties[]|null);

                    /** Txn success */
                    success?: (lol.kvs.v1.Operation.$Properties[]|null);

                    /** Txn failure */
                    failure?: (lol.kvs.v1.Operation.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Txn. */
                type $Shape = {
                  compare?: lol.kvs.v1.Compare.$Shape[]|null;
                  success?: lol.kvs.v1.Operation.$Shape[]|null;
                  failure?: lol.kvs.v1.Operation.$Shape[]|null;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of an Operation.
             * @deprecated Use lol.kvs.v1.Operation.$Properties instead.
             */
            interface IOperation extends lol.kvs.v1.Operation.$Properties {
            }

            /** Represents an Operation. */
            class Operation {

                /**
                 * Constructs a new Operation.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.Operation.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Operation put. */
                put?: (lol.kvs.v1.Put.$Properties|null);

                /** Operation deleteRange. */
                deleteRange?: (lol.kvs.v1.DeleteRange.$Properties|null);

                /** Operation range. */
                range?: (lol.kvs.v1.Range.$Properties|null);

                /** Operation txn. */
                txn?: (lol.kvs.v1.Txn.$Properties|null);

                /** Operation body. */
                body?: ("put"|"deleteRange"|"range"|"txn");

                /**
                 * Encodes the specified Operation message. Does not implicitly {@link lol.kvs.v1.Operation.verify|verify} messages.
                 * @param message Operation message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.Operation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Operation message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.Operation & lol.kvs.v1.Operation.$Shape} Operation
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.Operation & lol.kvs.v1.Operation.$Shape;
            }

            namespace Operation {

                /** Properties of an Operation. */
                interface $Properties {

                    /** Operation put */
                    put?: (lol.kvs.v1.Put.$Properties|null);

                    /** Operation deleteRange */
                    deleteRange?: (lol.kvs.v1.DeleteRange.$Properties|null);

                    /** Operation range */
                    range?: (lol.kvs.v1.Range.$Properties|null);

                    /** Operation txn */
                    txn?: (lol.kvs.v1.Txn.$Properties|null);

                    /** Operation body */
                    body?: ("put"|"deleteRange"|"range"|"txn");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of an Operation. */
                type $Shape = {
                  put?: lol.kvs.v1.Put.$Shape|null;
                  deleteRange?: lol.kvs.v1.DeleteRange.$Shape|null;
                  range?: lol.kvs.v1.Range.$Shape|null;
                  txn?: lol.kvs.v1.Txn.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ body?: undefined; put?: null; deleteRange?: null; range?: null; txn?: null }|{ body?: "put"; put: lol.kvs.v1.Put.$Shape; deleteRange?: null; range?: null; txn?: null }|{ body?: "deleteRange"; put?: null; deleteRange: lol.kvs.v1.DeleteRange.$Shape; range?: null; txn?: null }|{ body?: "range"; put?: null; deleteRange?: null; range: lol.kvs.v1.Range.$Shape; txn?: null }|{ body?: "txn"; put?: null; deleteRange?: null; range?: null; txn: lol.kvs.v1.Txn.$Shape })
                );
            }

            /**
             * Properties of a TxnResult.
             * @deprecated Use lol.kvs.v1.TxnResult.$Properties instead.
             */
            interface ITxnResult extends lol.kvs.v1.TxnResult.$Properties {
            }

            /** Represents a TxnResult. */
            class TxnResult {

                /**
                 * Constructs a new TxnResult.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.TxnResult.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** TxnResult succeeded. */
                succeeded: boolean;

                /** One for each operation that was done. */
                results: lol.kvs.v1.OperationResult.$Properties[];

                /**
                 * Encodes the specified TxnResult message. Does not implicitly {@link lol.kvs.v1.TxnResult.verify|verify} messages.
                 * @param message TxnResult message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.TxnResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TxnResult message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.TxnResult & lol.kvs.v1.TxnResult.$Shape} TxnResult
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.TxnResult & lol.kvs.v1.TxnResult.$Shape;
            }

            namespace TxnResult {

                /** Properties of a TxnResult. */
                interface $Properties {

                    /** TxnResult succeeded */
                    succeeded?: (boolean|null);

                    /** One for each operation that was done. */
                    results?: (lol.kvs.v1.OperationResult.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TxnResult. */
                type $Shape = {
                  succeeded?: boolean|null;
                  results?: lol.kvs.v1.OperationResult.$Shape[]|null;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of an OperationResult.
             * @deprecated Use lol.kvs.v1.OperationResult.$Properties instead.
             */
            interface IOperationResult extends lol.kvs.v1.OperationResult.$Properties {
            }

            /** Represents an OperationResult. */
            class OperationResult {

                /**
                 * Constructs a new OperationResult.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.OperationResult.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OperationResult put. */
                put?: (lol.kvs.v1.PutResult.$Properties|null);

                /** OperationResult deleteRange. */
                deleteRange?: (lol.kvs.v1.DeleteRangeResult.$Properties|null);

                /** OperationResult range. */
                range?: (lol.kvs.v1.RangeResult.$Properties|null);

                /** OperationResult txn. */
                txn?: (lol.kvs.v1.TxnResult.$Properties|null);

                /** OperationResult body. */
                body?: ("put"|"deleteRange"|"range"|"txn");

                /**
                 * Encodes the specified OperationResult message. Does not implicitly {@link lol.kvs.v1.OperationResult.verify|verify} messages.
                 * @param message OperationResult message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.OperationResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OperationResult message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.OperationResult & lol.kvs.v1.OperationResult.$Shape} OperationResult
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.OperationResult & lol.kvs.v1.OperationResult.$Shape;
            }

            namespace OperationResult {

                /** Properties of an OperationResult. */
                interface $Properties {

                    /** OperationResult put */
                    put?: (lol.kvs.v1.PutResult.$Properties|null);

                    /** OperationResult deleteRange */
                    deleteRange?: (lol.kvs.v1.DeleteRangeResult.$Properties|null);

                    /** OperationResult range */
                    range?: (lol.kvs.v1.RangeResult.$Properties|null);

                    /** OperationResult txn */
                    txn?: (lol.kvs.v1.TxnResult.$Properties|null);

                    /** OperationResult body */
                    body?: ("put"|"deleteRange"|"range"|"txn");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of an OperationResult. */
                type $Shape = {
                  put?: lol.kvs.v1.PutResult.$Shape|null;
                  deleteRange?: lol.kvs.v1.DeleteRangeResult.$Shape|null;
                  range?: lol.kvs.v1.RangeResult.$Shape|null;
                  txn?: lol.kvs.v1.TxnResult.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ body?: undefined; put?: null; deleteRange?: null; range?: null; txn?: null }|{ body?: "put"; put: lol.kvs.v1.PutResult.$Shape; deleteRange?: null; range?: null; txn?: null }|{ body?: "deleteRange"; put?: null; deleteRange: lol.kvs.v1.DeleteRangeResult.$Shape; range?: null; txn?: null }|{ body?: "range"; put?: null; deleteRange?: null; range: lol.kvs.v1.RangeResult.$Shape; txn?: null }|{ body?: "txn"; put?: null; deleteRange?: null; range?: null; txn: lol.kvs.v1.TxnResult.$Shape })
                );
            }

            /**
             * Properties of a Compact.
             * @deprecated Use lol.kvs.v1.Compact.$Properties instead.
             */
            interface ICompact extends lol.kvs.v1.Compact.$Properties {
            }

            /** Gives up what was before `revision`: reads of earlier revisions fail from then on. */
            class Compact {

                /**
                 * Constructs a new Compact.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.Compact.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Compact revision. */
                revision: number;

                /**
                 * Encodes the specified Compact message. Does not implicitly {@link lol.kvs.v1.Compact.verify|verify} messages.
                 * @param message Compact message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.Compact.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Compact message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.Compact & lol.kvs.v1.Compact.$Shape} Compact
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.Compact & lol.kvs.v1.Compact.$Shape;
            }

            namespace Compact {

                /** Properties of a Compact. */
                interface $Properties {

                    /** Compact revision */
                    revision?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Compact. */
                type $Shape = lol.kvs.v1.Compact.$Properties;
            }

            /**
             * Properties of a CompactResult.
             * @deprecated Use lol.kvs.v1.CompactResult.$Properties instead.
             */
            interface ICompactResult extends lol.kvs.v1.CompactResult.$Properties {
            }

            /** Represents a CompactResult. */
            class CompactResult {

                /**
                 * Constructs a new CompactResult.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.CompactResult.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified CompactResult message. Does not implicitly {@link lol.kvs.v1.CompactResult.verify|verify} messages.
                 * @param message CompactResult message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.CompactResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CompactResult message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.CompactResult & lol.kvs.v1.CompactResult.$Shape} CompactResult
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.CompactResult & lol.kvs.v1.CompactResult.$Shape;
            }

            namespace CompactResult {

                /** Properties of a CompactResult. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CompactResult. */
                type $Shape = lol.kvs.v1.CompactResult.$Properties;
            }

            /**
             * Properties of a SetRetention.
             * @deprecated Use lol.kvs.v1.SetRetention.$Properties instead.
             */
            interface ISetRetention extends lol.kvs.v1.SetRetention.$Properties {
            }

            /** How much of the past is kept. What exceeds either bound is compacted as changes come. */
            class SetRetention {

                /**
                 * Constructs a new SetRetention.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.SetRetention.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Changes of this many revisions: 0 to 1,000,000. */
                revisions: number;

                /** Bytes of keys and replaced values, about. */
                bytes: number;

                /**
                 * Encodes the specified SetRetention message. Does not implicitly {@link lol.kvs.v1.SetRetention.verify|verify} messages.
                 * @param message SetRetention message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.SetRetention.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SetRetention message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.SetRetention & lol.kvs.v1.SetRetention.$Shape} SetRetention
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.SetRetention & lol.kvs.v1.SetRetention.$Shape;
            }

            namespace SetRetention {

                /** Properties of a SetRetention. */
                interface $Properties {

                    /** Changes of this many revisions: 0 to 1,000,000. */
                    revisions?: (number|null);

                    /** Bytes of keys and replaced values, about. */
                    bytes?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SetRetention. */
                type $Shape = lol.kvs.v1.SetRetention.$Properties;
            }

            /**
             * Properties of a SetRetentionResult.
             * @deprecated Use lol.kvs.v1.SetRetentionResult.$Properties instead.
             */
            interface ISetRetentionResult extends lol.kvs.v1.SetRetentionResult.$Properties {
            }

            /** Represents a SetRetentionResult. */
            class SetRetentionResult {

                /**
                 * Constructs a new SetRetentionResult.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.SetRetentionResult.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified SetRetentionResult message. Does not implicitly {@link lol.kvs.v1.SetRetentionResult.verify|verify} messages.
                 * @param message SetRetentionResult message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.SetRetentionResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SetRetentionResult message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.SetRetentionResult & lol.kvs.v1.SetRetentionResult.$Shape} SetRetentionResult
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.SetRetentionResult & lol.kvs.v1.SetRetentionResult.$Shape;
            }

            namespace SetRetentionResult {

                /** Properties of a SetRetentionResult. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SetRetentionResult. */
                type $Shape = lol.kvs.v1.SetRetentionResult.$Properties;
            }

            /**
             * Properties of a Stats.
             * @deprecated Use lol.kvs.v1.Stats.$Properties instead.
             */
            interface IStats extends lol.kvs.v1.Stats.$Properties {
            }

            /** Represents a Stats. */
            class Stats {

                /**
                 * Constructs a new Stats.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.Stats.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified Stats message. Does not implicitly {@link lol.kvs.v1.Stats.verify|verify} messages.
                 * @param message Stats message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.Stats.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Stats message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.Stats & lol.kvs.v1.Stats.$Shape} Stats
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.Stats & lol.kvs.v1.Stats.$Shape;
            }

            namespace Stats {

                /** Properties of a Stats. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Stats. */
                type $Shape = lol.kvs.v1.Stats.$Properties;
            }

            /**
             * Properties of a StatsResult.
             * @deprecated Use lol.kvs.v1.StatsResult.$Properties instead.
             */
            interface IStatsResult extends lol.kvs.v1.StatsResult.$Properties {
            }

            /** Represents a StatsResult. */
            class StatsResult {

                /**
                 * Constructs a new StatsResult.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.StatsResult.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Reads of earlier revisions fail. */
                compactRevision: number;

                /** StatsResult keys. */
                keys: number;

                /** Of keys and values. */
                bytes: number;

                /** Changes that are kept for reads of the past. */
                historyChanges: number;

                /** StatsResult historyBytes. */
                historyBytes: number;

                /** StatsResult retentionRevisions. */
                retentionRevisions: number;

                /** StatsResult retentionBytes. */
                retentionBytes: number;

                /**
                 * Encodes the specified StatsResult message. Does not implicitly {@link lol.kvs.v1.StatsResult.verify|verify} messages.
                 * @param message StatsResult message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.StatsResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StatsResult message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.StatsResult & lol.kvs.v1.StatsResult.$Shape} StatsResult
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.StatsResult & lol.kvs.v1.StatsResult.$Shape;
            }

            namespace StatsResult {

                /** Properties of a StatsResult. */
                interface $Properties {

                    /** Reads of earlier revisions fail. */
                    compactRevision?: (number|null);

                    /** StatsResult keys */
                    keys?: (number|null);

                    /** Of keys and values. */
                    bytes?: (number|null);

                    /** Changes that are kept for reads of the past. */
                    historyChanges?: (number|null);

                    /** StatsResult historyBytes */
                    historyBytes?: (number|null);

                    /** StatsResult retentionRevisions */
                    retentionRevisions?: (number|null);

                    /** StatsResult retentionBytes */
                    retentionBytes?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a StatsResult. */
                type $Shape = lol.kvs.v1.StatsResult.$Properties;
            }

            /** FailureCode enum. */
            enum FailureCode {

                /** FAILURE_CODE_UNSPECIFIED value */
                FAILURE_CODE_UNSPECIFIED = 0,

                /** The request breaks a documented rule. */
                FAILURE_CODE_INVALID = 1,

                /** The revision is compacted. */
                FAILURE_CODE_COMPACTED = 2,

                /** The store has not come to the revision yet. */
                FAILURE_CODE_FUTURE_REVISION = 3,

                /** It would change or compare more keys than a transaction may. */
                FAILURE_CODE_TOO_MANY_KEYS = 4,

                /** The answer would be larger than an answer may be. */
                FAILURE_CODE_RESPONSE_TOO_LARGE = 5,

                /** The guard's newest token is newer. */
                FAILURE_CODE_STALE_TOKEN = 6,

                /** There are as many names of guards as there may be. */
                FAILURE_CODE_TOO_MANY_GUARDS = 7
            }

            /**
             * Properties of a Failure.
             * @deprecated Use lol.kvs.v1.Failure.$Properties instead.
             */
            interface IFailure extends lol.kvs.v1.Failure.$Properties {
            }

            /** Represents a Failure. */
            class Failure {

                /**
                 * Constructs a new Failure.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.kvs.v1.Failure.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Failure code. */
                code: lol.kvs.v1.FailureCode;

                /** For people. */
                message: string;

                /** Of a stale token: that one, and the newest one; else 0. */
                token: number;

                /** Failure newestToken. */
                newestToken: number;

                /**
                 * Encodes the specified Failure message. Does not implicitly {@link lol.kvs.v1.Failure.verify|verify} messages.
                 * @param message Failure message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.kvs.v1.Failure.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Failure message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.kvs.v1.Failure & lol.kvs.v1.Failure.$Shape} Failure
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.kvs.v1.Failure & lol.kvs.v1.Failure.$Shape;
            }

            namespace Failure {

                /** Properties of a Failure. */
                interface $Properties {

                    /** Failure code */
                    code?: (lol.kvs.v1.FailureCode|null);

                    /** For people. */
                    message?: (string|null);

                    /** Of a stale token: that one, and the newest one; else 0. */
                    token?: (number|null);

                    /** Failure newestToken */
                    newestToken?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Failure. */
                type $Shape = lol.kvs.v1.Failure.$Properties;
            }
        }
    }
}

export import proto = lol.kvs.v1;
