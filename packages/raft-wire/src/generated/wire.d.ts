// Generated from proto/ by "npm run codegen". Do not edit.
import $protobuf from "@lolraft/proto-kit/protobuf";

/** Namespace lol. */
export namespace lol {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of a RaftError.
         * @deprecated Use lol.v1.RaftError.$Properties instead.
         */
        interface IRaftError extends lol.v1.RaftError.$Properties {
        }

        /** Represents a RaftError. */
        class RaftError {

            /**
             * Constructs a new RaftError.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.RaftError.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * One of the documented names, such as "NOT_LEADER". A receiver that does not know it goes by `outcome` and `retryable`.
             * 1 to 64 upper-case letters, digits and "_".
             */
            code: string;

            /** For people, at most 4,096 bytes of UTF-8. */
            message: string;

            /** RaftError outcome. */
            outcome: lol.v1.Outcome;

            /** Whether the same call can succeed later without anybody's doing. */
            retryable: boolean;

            /** With NOT_LEADER: the answering node's best guess. Absent where it has none. */
            leader?: (lol.v1.LeaderHint.$Properties|null);

            /** With APP_FAILED and RESPONSE_EVICTED: the index of the entry. */
            index?: (number|null);

            /** With APP_ERROR: what the app says. */
            app?: (lol.v1.AppError.$Properties|null);

            /**
             * Encodes the specified RaftError message. Does not implicitly {@link lol.v1.RaftError.verify|verify} messages.
             * @param message RaftError message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.RaftError.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RaftError message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.RaftError & lol.v1.RaftError.$Shape} RaftError
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.RaftError & lol.v1.RaftError.$Shape;
        }

        namespace RaftError {

            /** Properties of a RaftError. */
            interface $Properties {

                /**
                 * One of the documented names, such as "NOT_LEADER". A receiver that does not know it goes by `outcome` and `retryable`.
                 * 1 to 64 upper-case letters, digits and "_".
                 */
                code?: (string|null);

                /** For people, at most 4,096 bytes of UTF-8. */
                message?: (string|null);

                /** RaftError outcome */
                outcome?: (lol.v1.Outcome|null);

                /** Whether the same call can succeed later without anybody's doing. */
                retryable?: (boolean|null);

                /** With NOT_LEADER: the answering node's best guess. Absent where it has none. */
                leader?: (lol.v1.LeaderHint.$Properties|null);

                /** With APP_FAILED and RESPONSE_EVICTED: the index of the entry. */
                index?: (number|null);

                /** With APP_ERROR: what the app says. */
                app?: (lol.v1.AppError.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RaftError. */
            type $Shape = lol.v1.RaftError.$Properties;
        }

        /**
         * Properties of an AppError.
         * @deprecated Use lol.v1.AppError.$Properties instead.
         */
        interface IAppError extends lol.v1.AppError.$Properties {
        }

        /** An error of a service of the app. */
        class AppError {

            /**
             * Constructs a new AppError.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.AppError.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The app's own name for it, such as "SESSION_GONE": 1 to 64 upper-case letters, digits and "_". */
            code: string;

            /** At most 4,096 bytes, in a form that is the app's. */
            details: Uint8Array;

            /**
             * Encodes the specified AppError message. Does not implicitly {@link lol.v1.AppError.verify|verify} messages.
             * @param message AppError message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.AppError.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AppError message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.AppError & lol.v1.AppError.$Shape} AppError
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.AppError & lol.v1.AppError.$Shape;
        }

        namespace AppError {

            /** Properties of an AppError. */
            interface $Properties {

                /** The app's own name for it, such as "SESSION_GONE": 1 to 64 upper-case letters, digits and "_". */
                code?: (string|null);

                /** At most 4,096 bytes, in a form that is the app's. */
                details?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AppError. */
            type $Shape = lol.v1.AppError.$Properties;
        }

        /** What is known about the call's effect. */
        enum Outcome {

            /** Read as UNKNOWN. */
            OUTCOME_UNSPECIFIED = 0,

            /** It has had no effect and never will. */
            OUTCOME_NOT_APPLIED = 1,

            /** It may have been applied, or may be yet. */
            OUTCOME_UNKNOWN = 2
        }

        /**
         * Properties of a LeaderHint.
         * @deprecated Use lol.v1.LeaderHint.$Properties instead.
         */
        interface ILeaderHint extends lol.v1.LeaderHint.$Properties {
        }

        /** Represents a LeaderHint. */
        class LeaderHint {

            /**
             * Constructs a new LeaderHint.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.LeaderHint.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LeaderHint id. */
            id: string;

            /** LeaderHint address. */
            address: string;

            /**
             * Encodes the specified LeaderHint message. Does not implicitly {@link lol.v1.LeaderHint.verify|verify} messages.
             * @param message LeaderHint message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.LeaderHint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LeaderHint message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.LeaderHint & lol.v1.LeaderHint.$Shape} LeaderHint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.LeaderHint & lol.v1.LeaderHint.$Shape;
        }

        namespace LeaderHint {

            /** Properties of a LeaderHint. */
            interface $Properties {

                /** LeaderHint id */
                id?: (string|null);

                /** LeaderHint address */
                address?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LeaderHint. */
            type $Shape = lol.v1.LeaderHint.$Properties;
        }

        /**
         * Properties of a Hello.
         * @deprecated Use lol.v1.Hello.$Properties instead.
         */
        interface IHello extends lol.v1.Hello.$Properties {
        }

        /** From the side that dialled. At most 8 KiB. */
        class Hello {

            /**
             * Constructs a new Hello.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.Hello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Protocol versions that the sender speaks, both included. Versions begin at 1. */
            protocolMin: number;

            /** Hello protocolMax. */
            protocolMax: number;

            /** The sender is a member of the cluster, or wants to become one. */
            peer?: (lol.v1.PeerHello.$Properties|null);

            /** The sender calls the service. */
            client?: (lol.v1.ClientHello.$Properties|null);

            /** Hello role. */
            role?: ("peer"|"client");

            /**
             * Encodes the specified Hello message. Does not implicitly {@link lol.v1.Hello.verify|verify} messages.
             * @param message Hello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.Hello & lol.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.Hello & lol.v1.Hello.$Shape;
        }

        namespace Hello {

            /** Properties of a Hello. */
            interface $Properties {

                /** Protocol versions that the sender speaks, both included. Versions begin at 1. */
                protocolMin?: (number|null);

                /** Hello protocolMax */
                protocolMax?: (number|null);

                /** The sender is a member of the cluster, or wants to become one. */
                peer?: (lol.v1.PeerHello.$Properties|null);

                /** The sender calls the service. */
                client?: (lol.v1.ClientHello.$Properties|null);

                /** Hello role */
                role?: ("peer"|"client");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Hello. */
            type $Shape = {
              protocolMin?: number|null;
              protocolMax?: number|null;
              peer?: lol.v1.PeerHello.$Shape|null;
              client?: lol.v1.ClientHello.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ role?: undefined; peer?: null; client?: null }|{ role?: "peer"; peer: lol.v1.PeerHello.$Shape; client?: null }|{ role?: "client"; peer?: null; client: lol.v1.ClientHello.$Shape })
            );
        }

        /**
         * Properties of a PeerIdentity.
         * @deprecated Use lol.v1.PeerIdentity.$Properties instead.
         */
        interface IPeerIdentity extends lol.v1.PeerIdentity.$Properties {
        }

        /** Who a node is. */
        class PeerIdentity {

            /**
             * Constructs a new PeerIdentity.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.PeerIdentity.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * 32 lower-case hexadecimal digits. Peers of different clusters never talk. (Empty is kept for a node that joins
             * without knowing the cluster yet; version 1 refuses it.)
             */
            clusterId: string;

            /** 1 to 63 letters, digits, "-" or "_", the first a letter or digit. */
            nodeId: string;

            /** 32 lower-case hexadecimal digits: names the data directory. */
            storeId: string;

            /** Drawn at each start of the process: tells a restarted node from its former self. Below 2^53. */
            incarnation: number;

            /** Cluster versions that the node's build understands, both included. */
            clusterVersionMin: number;

            /** PeerIdentity clusterVersionMax. */
            clusterVersionMax: number;

            /**
             * Encodes the specified PeerIdentity message. Does not implicitly {@link lol.v1.PeerIdentity.verify|verify} messages.
             * @param message PeerIdentity message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.PeerIdentity.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PeerIdentity message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.PeerIdentity & lol.v1.PeerIdentity.$Shape} PeerIdentity
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.PeerIdentity & lol.v1.PeerIdentity.$Shape;
        }

        namespace PeerIdentity {

            /** Properties of a PeerIdentity. */
            interface $Properties {

                /**
                 * 32 lower-case hexadecimal digits. Peers of different clusters never talk. (Empty is kept for a node that joins
                 * without knowing the cluster yet; version 1 refuses it.)
                 */
                clusterId?: (string|null);

                /** 1 to 63 letters, digits, "-" or "_", the first a letter or digit. */
                nodeId?: (string|null);

                /** 32 lower-case hexadecimal digits: names the data directory. */
                storeId?: (string|null);

                /** Drawn at each start of the process: tells a restarted node from its former self. Below 2^53. */
                incarnation?: (number|null);

                /** Cluster versions that the node's build understands, both included. */
                clusterVersionMin?: (number|null);

                /** PeerIdentity clusterVersionMax */
                clusterVersionMax?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PeerIdentity. */
            type $Shape = lol.v1.PeerIdentity.$Properties;
        }

        /**
         * Properties of a PeerHello.
         * @deprecated Use lol.v1.PeerHello.$Properties instead.
         */
        interface IPeerHello extends lol.v1.PeerHello.$Properties {
        }

        /** Represents a PeerHello. */
        class PeerHello {

            /**
             * Constructs a new PeerHello.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.PeerHello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PeerHello identity. */
            identity?: (lol.v1.PeerIdentity.$Properties|null);

            /** The node that the sender means to reach; empty: whoever answers. Another node answers with WRONG_NODE. */
            targetNodeId: string;

            /** Proves membership where the cluster asks for it; at most 4,096 bytes. Never logged. */
            token: Uint8Array;

            /**
             * Encodes the specified PeerHello message. Does not implicitly {@link lol.v1.PeerHello.verify|verify} messages.
             * @param message PeerHello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.PeerHello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PeerHello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.PeerHello & lol.v1.PeerHello.$Shape} PeerHello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.PeerHello & lol.v1.PeerHello.$Shape;
        }

        namespace PeerHello {

            /** Properties of a PeerHello. */
            interface $Properties {

                /** PeerHello identity */
                identity?: (lol.v1.PeerIdentity.$Properties|null);

                /** The node that the sender means to reach; empty: whoever answers. Another node answers with WRONG_NODE. */
                targetNodeId?: (string|null);

                /** Proves membership where the cluster asks for it; at most 4,096 bytes. Never logged. */
                token?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PeerHello. */
            type $Shape = lol.v1.PeerHello.$Properties;
        }

        /**
         * Properties of a ClientHello.
         * @deprecated Use lol.v1.ClientHello.$Properties instead.
         */
        interface IClientHello extends lol.v1.ClientHello.$Properties {
        }

        /** Credentials are the calls', not the connection's. */
        class ClientHello {

            /**
             * Constructs a new ClientHello.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.ClientHello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified ClientHello message. Does not implicitly {@link lol.v1.ClientHello.verify|verify} messages.
             * @param message ClientHello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.ClientHello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClientHello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.ClientHello & lol.v1.ClientHello.$Shape} ClientHello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.ClientHello & lol.v1.ClientHello.$Shape;
        }

        namespace ClientHello {

            /** Properties of a ClientHello. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClientHello. */
            type $Shape = lol.v1.ClientHello.$Properties;
        }

        /**
         * Properties of a HelloReply.
         * @deprecated Use lol.v1.HelloReply.$Properties instead.
         */
        interface IHelloReply extends lol.v1.HelloReply.$Properties {
        }

        /** The answer. After a refusal the answering side closes the connection. */
        class HelloReply {

            /**
             * Constructs a new HelloReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.HelloReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HelloReply peer. */
            peer?: (lol.v1.PeerAccepted.$Properties|null);

            /** HelloReply client. */
            client?: (lol.v1.ClientAccepted.$Properties|null);

            /** HelloReply refused. */
            refused?: (lol.v1.Refused.$Properties|null);

            /** HelloReply result. */
            result?: ("peer"|"client"|"refused");

            /**
             * Encodes the specified HelloReply message. Does not implicitly {@link lol.v1.HelloReply.verify|verify} messages.
             * @param message HelloReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.HelloReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HelloReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.HelloReply & lol.v1.HelloReply.$Shape} HelloReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.HelloReply & lol.v1.HelloReply.$Shape;
        }

        namespace HelloReply {

            /** Properties of a HelloReply. */
            interface $Properties {

                /** HelloReply peer */
                peer?: (lol.v1.PeerAccepted.$Properties|null);

                /** HelloReply client */
                client?: (lol.v1.ClientAccepted.$Properties|null);

                /** HelloReply refused */
                refused?: (lol.v1.Refused.$Properties|null);

                /** HelloReply result */
                result?: ("peer"|"client"|"refused");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a HelloReply. */
            type $Shape = {
              peer?: lol.v1.PeerAccepted.$Shape|null;
              client?: lol.v1.ClientAccepted.$Shape|null;
              refused?: lol.v1.Refused.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ result?: undefined; peer?: null; client?: null; refused?: null }|{ result?: "peer"; peer: lol.v1.PeerAccepted.$Shape; client?: null; refused?: null }|{ result?: "client"; peer?: null; client: lol.v1.ClientAccepted.$Shape; refused?: null }|{ result?: "refused"; peer?: null; client?: null; refused: lol.v1.Refused.$Shape })
            );
        }

        /**
         * Properties of a PeerAccepted.
         * @deprecated Use lol.v1.PeerAccepted.$Properties instead.
         */
        interface IPeerAccepted extends lol.v1.PeerAccepted.$Properties {
        }

        /** Represents a PeerAccepted. */
        class PeerAccepted {

            /**
             * Constructs a new PeerAccepted.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.PeerAccepted.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The version that both speak from here on: the highest that both know. */
            protocol: number;

            /** PeerAccepted identity. */
            identity?: (lol.v1.PeerIdentity.$Properties|null);

            /**
             * Encodes the specified PeerAccepted message. Does not implicitly {@link lol.v1.PeerAccepted.verify|verify} messages.
             * @param message PeerAccepted message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.PeerAccepted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PeerAccepted message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.PeerAccepted & lol.v1.PeerAccepted.$Shape} PeerAccepted
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.PeerAccepted & lol.v1.PeerAccepted.$Shape;
        }

        namespace PeerAccepted {

            /** Properties of a PeerAccepted. */
            interface $Properties {

                /** The version that both speak from here on: the highest that both know. */
                protocol?: (number|null);

                /** PeerAccepted identity */
                identity?: (lol.v1.PeerIdentity.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PeerAccepted. */
            type $Shape = lol.v1.PeerAccepted.$Properties;
        }

        /**
         * Properties of a ClientAccepted.
         * @deprecated Use lol.v1.ClientAccepted.$Properties instead.
         */
        interface IClientAccepted extends lol.v1.ClientAccepted.$Properties {
        }

        /** Represents a ClientAccepted. */
        class ClientAccepted {

            /**
             * Constructs a new ClientAccepted.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.ClientAccepted.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClientAccepted protocol. */
            protocol: number;

            /**
             * Encodes the specified ClientAccepted message. Does not implicitly {@link lol.v1.ClientAccepted.verify|verify} messages.
             * @param message ClientAccepted message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.ClientAccepted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClientAccepted message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.ClientAccepted & lol.v1.ClientAccepted.$Shape} ClientAccepted
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.ClientAccepted & lol.v1.ClientAccepted.$Shape;
        }

        namespace ClientAccepted {

            /** Properties of a ClientAccepted. */
            interface $Properties {

                /** ClientAccepted protocol */
                protocol?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClientAccepted. */
            type $Shape = lol.v1.ClientAccepted.$Properties;
        }

        /**
         * Properties of a Refused.
         * @deprecated Use lol.v1.Refused.$Properties instead.
         */
        interface IRefused extends lol.v1.Refused.$Properties {
        }

        /** Represents a Refused. */
        class Refused {

            /**
             * Constructs a new Refused.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.Refused.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Refused reason. */
            reason: lol.v1.RefusalReason;

            /** For people, at most 1,024 bytes of UTF-8. */
            message: string;

            /**
             * Encodes the specified Refused message. Does not implicitly {@link lol.v1.Refused.verify|verify} messages.
             * @param message Refused message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.Refused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Refused message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.Refused & lol.v1.Refused.$Shape} Refused
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.Refused & lol.v1.Refused.$Shape;
        }

        namespace Refused {

            /** Properties of a Refused. */
            interface $Properties {

                /** Refused reason */
                reason?: (lol.v1.RefusalReason|null);

                /** For people, at most 1,024 bytes of UTF-8. */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Refused. */
            type $Shape = lol.v1.Refused.$Properties;
        }

        /** RefusalReason enum. */
        enum RefusalReason {

            /** Also what a receiver makes of a number that it does not know. */
            REFUSAL_REASON_UNSPECIFIED = 0,

            /** No protocol version that both speak. */
            REFUSAL_REASON_PROTOCOL_VERSION = 1,

            /** The sender's build does not understand the cluster's version. */
            REFUSAL_REASON_CLUSTER_VERSION = 2,

            /** REFUSAL_REASON_WRONG_CLUSTER value */
            REFUSAL_REASON_WRONG_CLUSTER = 3,

            /** The sender meant to reach another node. */
            REFUSAL_REASON_WRONG_NODE = 4,

            /** The sender has the answering node's own id. */
            REFUSAL_REASON_SAME_NODE = 5,

            /** The cluster knows another store under the sender's node id. */
            REFUSAL_REASON_STORE_REFUSED = 6,

            /** REFUSAL_REASON_UNAUTHENTICATED value */
            REFUSAL_REASON_UNAUTHENTICATED = 7,

            /** Another connection of this pair of nodes is kept instead: not a fault. */
            REFUSAL_REASON_DUPLICATE = 8,

            /** Too many connections; try again later. */
            REFUSAL_REASON_OVERLOADED = 9,

            /** The answering node is closing. */
            REFUSAL_REASON_CLOSING = 10
        }

        /**
         * Properties of a PeerBatch.
         * @deprecated Use lol.v1.PeerBatch.$Properties instead.
         */
        interface IPeerBatch extends lol.v1.PeerBatch.$Properties {
        }

        /**
         * One turn's messages to one peer, of one priority class, for any number of groups. In the order of sending.
         *
         * Who sends is not said here: the node id, store id and incarnation are the connection's, from its handshake.
         */
        class PeerBatch {

            /**
             * Constructs a new PeerBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.PeerBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** At most 65,536. */
            messages: lol.v1.PeerMessage.$Properties[];

            /**
             * Encodes the specified PeerBatch message. Does not implicitly {@link lol.v1.PeerBatch.verify|verify} messages.
             * @param message PeerBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.PeerBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PeerBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.PeerBatch & lol.v1.PeerBatch.$Shape} PeerBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.PeerBatch & lol.v1.PeerBatch.$Shape;
        }

        namespace PeerBatch {

            /** Properties of a PeerBatch. */
            interface $Properties {

                /** At most 65,536. */
                messages?: (lol.v1.PeerMessage.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PeerBatch. */
            type $Shape = {
              messages?: lol.v1.PeerMessage.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a PeerMessage.
         * @deprecated Use lol.v1.PeerMessage.$Properties instead.
         */
        interface IPeerMessage extends lol.v1.PeerMessage.$Properties {
        }

        /**
         * A message of one group. A receiver that does not know the body closes the connection: what a peer may send is settled
         * by the protocol version of the handshake, so an unknown body is a mistake and not news.
         *
         * All terms and indexes are below 2^53; a decoder refuses what is not. Terms of messages begin at 1, indexes at 0.
         */
        class PeerMessage {

            /**
             * Constructs a new PeerMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.PeerMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** 1 to 63 letters, digits, "-" or "_", the first a letter or digit. */
            group: string;

            /** PeerMessage preVoteRequest. */
            preVoteRequest?: (lol.v1.PreVoteRequest.$Properties|null);

            /** PeerMessage preVoteReply. */
            preVoteReply?: (lol.v1.PreVoteReply.$Properties|null);

            /** PeerMessage voteRequest. */
            voteRequest?: (lol.v1.VoteRequest.$Properties|null);

            /** PeerMessage voteReply. */
            voteReply?: (lol.v1.VoteReply.$Properties|null);

            /** PeerMessage appendRequest. */
            appendRequest?: (lol.v1.AppendRequest.$Properties|null);

            /** PeerMessage appendReply. */
            appendReply?: (lol.v1.AppendReply.$Properties|null);

            /** PeerMessage heartbeat. */
            heartbeat?: (lol.v1.Heartbeat.$Properties|null);

            /** PeerMessage heartbeatReply. */
            heartbeatReply?: (lol.v1.HeartbeatReply.$Properties|null);

            /** PeerMessage storeRefused. */
            storeRefused?: (lol.v1.StoreRefused.$Properties|null);

            /** PeerMessage timeoutNow. */
            timeoutNow?: (lol.v1.TimeoutNow.$Properties|null);

            /** PeerMessage readIndexRequest. */
            readIndexRequest?: (lol.v1.ReadIndexRequest.$Properties|null);

            /** PeerMessage readIndexReply. */
            readIndexReply?: (lol.v1.ReadIndexReply.$Properties|null);

            /** PeerMessage snapshotOffer. */
            snapshotOffer?: (lol.v1.SnapshotOffer.$Properties|null);

            /** PeerMessage snapshotReply. */
            snapshotReply?: (lol.v1.SnapshotReply.$Properties|null);

            /** These three are of no term: a resource never changes, and any holder may serve it. */
            snapshotPull?: (lol.v1.SnapshotPull.$Properties|null);

            /** PeerMessage snapshotChunk. */
            snapshotChunk?: (lol.v1.SnapshotChunk.$Properties|null);

            /** PeerMessage snapshotGone. */
            snapshotGone?: (lol.v1.SnapshotGone.$Properties|null);

            /** PeerMessage memberRemoved. */
            memberRemoved?: (lol.v1.MemberRemoved.$Properties|null);

            /** PeerMessage body. */
            body?: ("preVoteRequest"|"preVoteReply"|"voteRequest"|"voteReply"|"appendRequest"|"appendReply"|"heartbeat"|"heartbeatReply"|"storeRefused"|"timeoutNow"|"readIndexRequest"|"readIndexReply"|"snapshotOffer"|"snapshotReply"|"snapshotPull"|"snapshotChunk"|"snapshotGone"|"memberRemoved");

            /**
             * Encodes the specified PeerMessage message. Does not implicitly {@link lol.v1.PeerMessage.verify|verify} messages.
             * @param message PeerMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.PeerMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PeerMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.PeerMessage & lol.v1.PeerMessage.$Shape} PeerMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.PeerMessage & lol.v1.PeerMessage.$Shape;
        }

        namespace PeerMessage {

            /** Properties of a PeerMessage. */
            interface $Properties {

                /** 1 to 63 letters, digits, "-" or "_", the first a letter or digit. */
                group?: (string|null);

                /** PeerMessage preVoteRequest */
                preVoteRequest?: (lol.v1.PreVoteRequest.$Properties|null);

                /** PeerMessage preVoteReply */
                preVoteReply?: (lol.v1.PreVoteReply.$Properties|null);

                /** PeerMessage voteRequest */
                voteRequest?: (lol.v1.VoteRequest.$Properties|null);

                /** PeerMessage voteReply */
                voteReply?: (lol.v1.VoteReply.$Properties|null);

                /** PeerMessage appendRequest */
                appendRequest?: (lol.v1.AppendRequest.$Properties|null);

                /** PeerMessage appendReply */
                appendReply?: (lol.v1.AppendReply.$Properties|null);

                /** PeerMessage heartbeat */
                heartbeat?: (lol.v1.Heartbeat.$Properties|null);

                /** PeerMessage heartbeatReply */
                heartbeatReply?: (lol.v1.HeartbeatReply.$Properties|null);

                /** PeerMessage storeRefused */
                storeRefused?: (lol.v1.StoreRefused.$Properties|null);

                /** PeerMessage timeoutNow */
                timeoutNow?: (lol.v1.TimeoutNow.$Properties|null);

                /** PeerMessage readIndexRequest */
                readIndexRequest?: (lol.v1.ReadIndexRequest.$Properties|null);

                /** PeerMessage readIndexReply */
                readIndexReply?: (lol.v1.ReadIndexReply.$Properties|null);

                /** PeerMessage snapshotOffer */
                snapshotOffer?: (lol.v1.SnapshotOffer.$Properties|null);

                /** PeerMessage snapshotReply */
                snapshotReply?: (lol.v1.SnapshotReply.$Properties|null);

                /** These three are of no term: a resource never changes, and any holder may serve it. */
                snapshotPull?: (lol.v1.SnapshotPull.$Properties|null);

                /** PeerMessage snapshotChunk */
                snapshotChunk?: (lol.v1.SnapshotChunk.$Properties|null);

                /** PeerMessage snapshotGone */
                snapshotGone?: (lol.v1.SnapshotGone.$Properties|null);

                /** PeerMessage memberRemoved */
                memberRemoved?: (lol.v1.MemberRemoved.$Properties|null);

                /** PeerMessage body */
                body?: ("preVoteRequest"|"preVoteReply"|"voteRequest"|"voteReply"|"appendRequest"|"appendReply"|"heartbeat"|"heartbeatReply"|"storeRefused"|"timeoutNow"|"readIndexRequest"|"readIndexReply"|"snapshotOffer"|"snapshotReply"|"snapshotPull"|"snapshotChunk"|"snapshotGone"|"memberRemoved");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a PeerMessage. */
            type $Shape = {
              group?: string|null;
              preVoteRequest?: lol.v1.PreVoteRequest.$Shape|null;
              preVoteReply?: lol.v1.PreVoteReply.$Shape|null;
              voteRequest?: lol.v1.VoteRequest.$Shape|null;
              voteReply?: lol.v1.VoteReply.$Shape|null;
              appendRequest?: lol.v1.AppendRequest.$Shape|null;
              appendReply?: lol.v1.AppendReply.$Shape|null;
              heartbeat?: lol.v1.Heartbeat.$Shape|null;
              heartbeatReply?: lol.v1.HeartbeatReply.$Shape|null;
              storeRefused?: lol.v1.StoreRefused.$Shape|null;
              timeoutNow?: lol.v1.TimeoutNow.$Shape|null;
              readIndexRequest?: lol.v1.ReadIndexRequest.$Shape|null;
              readIndexReply?: lol.v1.ReadIndexReply.$Shape|null;
              snapshotOffer?: lol.v1.SnapshotOffer.$Shape|null;
              snapshotReply?: lol.v1.SnapshotReply.$Shape|null;
              snapshotPull?: lol.v1.SnapshotPull.$Shape|null;
              snapshotChunk?: lol.v1.SnapshotChunk.$Shape|null;
              snapshotGone?: lol.v1.SnapshotGone.$Shape|null;
              memberRemoved?: lol.v1.MemberRemoved.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "preVoteRequest"; preVoteRequest: lol.v1.PreVoteRequest.$Shape; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "preVoteReply"; preVoteRequest?: null; preVoteReply: lol.v1.PreVoteReply.$Shape; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "voteRequest"; preVoteRequest?: null; preVoteReply?: null; voteRequest: lol.v1.VoteRequest.$Shape; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "voteReply"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply: lol.v1.VoteReply.$Shape; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "appendRequest"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest: lol.v1.AppendRequest.$Shape; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "appendReply"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply: lol.v1.AppendReply.$Shape; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "heartbeat"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat: lol.v1.Heartbeat.$Shape; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "heartbeatReply"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply: lol.v1.HeartbeatReply.$Shape; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "storeRefused"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused: lol.v1.StoreRefused.$Shape; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "timeoutNow"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow: lol.v1.TimeoutNow.$Shape; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "readIndexRequest"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest: lol.v1.ReadIndexRequest.$Shape; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "readIndexReply"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply: lol.v1.ReadIndexReply.$Shape; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "snapshotOffer"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer: lol.v1.SnapshotOffer.$Shape; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "snapshotReply"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply: lol.v1.SnapshotReply.$Shape; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "snapshotPull"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull: lol.v1.SnapshotPull.$Shape; snapshotChunk?: null; snapshotGone?: null; memberRemoved?: null }|{ body?: "snapshotChunk"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk: lol.v1.SnapshotChunk.$Shape; snapshotGone?: null; memberRemoved?: null }|{ body?: "snapshotGone"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone: lol.v1.SnapshotGone.$Shape; memberRemoved?: null }|{ body?: "memberRemoved"; preVoteRequest?: null; preVoteReply?: null; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; storeRefused?: null; timeoutNow?: null; readIndexRequest?: null; readIndexReply?: null; snapshotOffer?: null; snapshotReply?: null; snapshotPull?: null; snapshotChunk?: null; snapshotGone?: null; memberRemoved: lol.v1.MemberRemoved.$Shape })
            );
        }

        /**
         * Properties of a PreVoteRequest.
         * @deprecated Use lol.v1.PreVoteRequest.$Properties instead.
         */
        interface IPreVoteRequest extends lol.v1.PreVoteRequest.$Properties {
        }

        /** "Would you vote for me in `term`?" Changes nothing at the receiver. */
        class PreVoteRequest {

            /**
             * Constructs a new PreVoteRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.PreVoteRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The term that the sender would campaign in, one above its own. */
            term: number;

            /** The sender's last entry; 0 and 0 where it has none. */
            lastIndex: number;

            /** PreVoteRequest lastTerm. */
            lastTerm: number;

            /**
             * Encodes the specified PreVoteRequest message. Does not implicitly {@link lol.v1.PreVoteRequest.verify|verify} messages.
             * @param message PreVoteRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.PreVoteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PreVoteRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.PreVoteRequest & lol.v1.PreVoteRequest.$Shape} PreVoteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.PreVoteRequest & lol.v1.PreVoteRequest.$Shape;
        }

        namespace PreVoteRequest {

            /** Properties of a PreVoteRequest. */
            interface $Properties {

                /** The term that the sender would campaign in, one above its own. */
                term?: (number|null);

                /** The sender's last entry; 0 and 0 where it has none. */
                lastIndex?: (number|null);

                /** PreVoteRequest lastTerm */
                lastTerm?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PreVoteRequest. */
            type $Shape = lol.v1.PreVoteRequest.$Properties;
        }

        /**
         * Properties of a PreVoteReply.
         * @deprecated Use lol.v1.PreVoteReply.$Properties instead.
         */
        interface IPreVoteReply extends lol.v1.PreVoteReply.$Properties {
        }

        /** Represents a PreVoteReply. */
        class PreVoteReply {

            /**
             * Constructs a new PreVoteReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.PreVoteReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** A grant echoes the asked term; a refusal carries the refuser's own. */
            term: number;

            /** PreVoteReply granted. */
            granted: boolean;

            /**
             * Encodes the specified PreVoteReply message. Does not implicitly {@link lol.v1.PreVoteReply.verify|verify} messages.
             * @param message PreVoteReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.PreVoteReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PreVoteReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.PreVoteReply & lol.v1.PreVoteReply.$Shape} PreVoteReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.PreVoteReply & lol.v1.PreVoteReply.$Shape;
        }

        namespace PreVoteReply {

            /** Properties of a PreVoteReply. */
            interface $Properties {

                /** A grant echoes the asked term; a refusal carries the refuser's own. */
                term?: (number|null);

                /** PreVoteReply granted */
                granted?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PreVoteReply. */
            type $Shape = lol.v1.PreVoteReply.$Properties;
        }

        /**
         * Properties of a VoteRequest.
         * @deprecated Use lol.v1.VoteRequest.$Properties instead.
         */
        interface IVoteRequest extends lol.v1.VoteRequest.$Properties {
        }

        /** Represents a VoteRequest. */
        class VoteRequest {

            /**
             * Constructs a new VoteRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.VoteRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** VoteRequest term. */
            term: number;

            /** VoteRequest lastIndex. */
            lastIndex: number;

            /** VoteRequest lastTerm. */
            lastTerm: number;

            /** A leader asked for this election, so that voters do not hold to it. */
            transfer: boolean;

            /**
             * Encodes the specified VoteRequest message. Does not implicitly {@link lol.v1.VoteRequest.verify|verify} messages.
             * @param message VoteRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.VoteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a VoteRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.VoteRequest & lol.v1.VoteRequest.$Shape} VoteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.VoteRequest & lol.v1.VoteRequest.$Shape;
        }

        namespace VoteRequest {

            /** Properties of a VoteRequest. */
            interface $Properties {

                /** VoteRequest term */
                term?: (number|null);

                /** VoteRequest lastIndex */
                lastIndex?: (number|null);

                /** VoteRequest lastTerm */
                lastTerm?: (number|null);

                /** A leader asked for this election, so that voters do not hold to it. */
                transfer?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a VoteRequest. */
            type $Shape = lol.v1.VoteRequest.$Properties;
        }

        /**
         * Properties of a VoteReply.
         * @deprecated Use lol.v1.VoteReply.$Properties instead.
         */
        interface IVoteReply extends lol.v1.VoteReply.$Properties {
        }

        /** Represents a VoteReply. */
        class VoteReply {

            /**
             * Constructs a new VoteReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.VoteReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** VoteReply term. */
            term: number;

            /** VoteReply granted. */
            granted: boolean;

            /**
             * Encodes the specified VoteReply message. Does not implicitly {@link lol.v1.VoteReply.verify|verify} messages.
             * @param message VoteReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.VoteReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a VoteReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.VoteReply & lol.v1.VoteReply.$Shape} VoteReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.VoteReply & lol.v1.VoteReply.$Shape;
        }

        namespace VoteReply {

            /** Properties of a VoteReply. */
            interface $Properties {

                /** VoteReply term */
                term?: (number|null);

                /** VoteReply granted */
                granted?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a VoteReply. */
            type $Shape = lol.v1.VoteReply.$Properties;
        }

        /**
         * Properties of an AppendRequest.
         * @deprecated Use lol.v1.AppendRequest.$Properties instead.
         */
        interface IAppendRequest extends lol.v1.AppendRequest.$Properties {
        }

        /** A run of entries that follows the entry (`prev_index`, `prev_term`) in the leader's log. */
        class AppendRequest {

            /**
             * Constructs a new AppendRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.AppendRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AppendRequest term. */
            term: number;

            /** AppendRequest prevIndex. */
            prevIndex: number;

            /** AppendRequest prevTerm. */
            prevTerm: number;

            /** The leader's commit index. */
            commit: number;

            /**
             * Packed entries, exactly as they are stored: the first is `prev_index` + 1, the others follow it without a gap. Each
             * has its own header and checksum (docs/protocol.md, "Entries"). Empty: a probe.
             */
            entries: Uint8Array;

            /**
             * Encodes the specified AppendRequest message. Does not implicitly {@link lol.v1.AppendRequest.verify|verify} messages.
             * @param message AppendRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.AppendRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AppendRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.AppendRequest & lol.v1.AppendRequest.$Shape} AppendRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.AppendRequest & lol.v1.AppendRequest.$Shape;
        }

        namespace AppendRequest {

            /** Properties of an AppendRequest. */
            interface $Properties {

                /** AppendRequest term */
                term?: (number|null);

                /** AppendRequest prevIndex */
                prevIndex?: (number|null);

                /** AppendRequest prevTerm */
                prevTerm?: (number|null);

                /** The leader's commit index. */
                commit?: (number|null);

                /**
                 * Packed entries, exactly as they are stored: the first is `prev_index` + 1, the others follow it without a gap. Each
                 * has its own header and checksum (docs/protocol.md, "Entries"). Empty: a probe.
                 */
                entries?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AppendRequest. */
            type $Shape = lol.v1.AppendRequest.$Properties;
        }

        /**
         * Properties of an AppendReply.
         * @deprecated Use lol.v1.AppendReply.$Properties instead.
         */
        interface IAppendReply extends lol.v1.AppendReply.$Properties {
        }

        /** Represents an AppendReply. */
        class AppendReply {

            /**
             * Constructs a new AppendReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.AppendReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AppendReply term. */
            term: number;

            /** AppendReply accepted. */
            accepted?: (lol.v1.AppendAccepted.$Properties|null);

            /** AppendReply rejected. */
            rejected?: (lol.v1.AppendRejected.$Properties|null);

            /** AppendReply result. */
            result?: ("accepted"|"rejected");

            /**
             * Encodes the specified AppendReply message. Does not implicitly {@link lol.v1.AppendReply.verify|verify} messages.
             * @param message AppendReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.AppendReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AppendReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.AppendReply & lol.v1.AppendReply.$Shape} AppendReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.AppendReply & lol.v1.AppendReply.$Shape;
        }

        namespace AppendReply {

            /** Properties of an AppendReply. */
            interface $Properties {

                /** AppendReply term */
                term?: (number|null);

                /** AppendReply accepted */
                accepted?: (lol.v1.AppendAccepted.$Properties|null);

                /** AppendReply rejected */
                rejected?: (lol.v1.AppendRejected.$Properties|null);

                /** AppendReply result */
                result?: ("accepted"|"rejected");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an AppendReply. */
            type $Shape = {
              term?: number|null;
              accepted?: lol.v1.AppendAccepted.$Shape|null;
              rejected?: lol.v1.AppendRejected.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ result?: undefined; accepted?: null; rejected?: null }|{ result?: "accepted"; accepted: lol.v1.AppendAccepted.$Shape; rejected?: null }|{ result?: "rejected"; accepted?: null; rejected: lol.v1.AppendRejected.$Shape })
            );
        }

        /**
         * Properties of an AppendAccepted.
         * @deprecated Use lol.v1.AppendAccepted.$Properties instead.
         */
        interface IAppendAccepted extends lol.v1.AppendAccepted.$Properties {
        }

        /** Everything up to `match_index` is durable at the sender and equal to the leader's log. */
        class AppendAccepted {

            /**
             * Constructs a new AppendAccepted.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.AppendAccepted.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AppendAccepted matchIndex. */
            matchIndex: number;

            /**
             * Encodes the specified AppendAccepted message. Does not implicitly {@link lol.v1.AppendAccepted.verify|verify} messages.
             * @param message AppendAccepted message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.AppendAccepted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AppendAccepted message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.AppendAccepted & lol.v1.AppendAccepted.$Shape} AppendAccepted
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.AppendAccepted & lol.v1.AppendAccepted.$Shape;
        }

        namespace AppendAccepted {

            /** Properties of an AppendAccepted. */
            interface $Properties {

                /** AppendAccepted matchIndex */
                matchIndex?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AppendAccepted. */
            type $Shape = lol.v1.AppendAccepted.$Properties;
        }

        /**
         * Properties of an AppendRejected.
         * @deprecated Use lol.v1.AppendRejected.$Properties instead.
         */
        interface IAppendRejected extends lol.v1.AppendRejected.$Properties {
        }

        /** The entry at `prev_index` is missing or of another term. */
        class AppendRejected {

            /**
             * Constructs a new AppendRejected.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.AppendRejected.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** As in the request. */
            prevIndex: number;

            /** The sender's largest entry at or below `prev_index` whose term is not above the request's `prev_term`. */
            hintIndex: number;

            /** AppendRejected hintTerm. */
            hintTerm: number;

            /**
             * Encodes the specified AppendRejected message. Does not implicitly {@link lol.v1.AppendRejected.verify|verify} messages.
             * @param message AppendRejected message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.AppendRejected.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AppendRejected message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.AppendRejected & lol.v1.AppendRejected.$Shape} AppendRejected
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.AppendRejected & lol.v1.AppendRejected.$Shape;
        }

        namespace AppendRejected {

            /** Properties of an AppendRejected. */
            interface $Properties {

                /** As in the request. */
                prevIndex?: (number|null);

                /** The sender's largest entry at or below `prev_index` whose term is not above the request's `prev_term`. */
                hintIndex?: (number|null);

                /** AppendRejected hintTerm */
                hintTerm?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AppendRejected. */
            type $Shape = lol.v1.AppendRejected.$Properties;
        }

        /**
         * Properties of a Heartbeat.
         * @deprecated Use lol.v1.Heartbeat.$Properties instead.
         */
        interface IHeartbeat extends lol.v1.Heartbeat.$Properties {
        }

        /** Represents a Heartbeat. */
        class Heartbeat {

            /**
             * Constructs a new Heartbeat.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.Heartbeat.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Heartbeat term. */
            term: number;

            /** Never above what the leader knows the receiver to match. */
            commit: number;

            /** Rises with each round within a term: a reply proves contact after that round was begun. */
            round: number;

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link lol.v1.Heartbeat.verify|verify} messages.
             * @param message Heartbeat message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.Heartbeat & lol.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.Heartbeat & lol.v1.Heartbeat.$Shape;
        }

        namespace Heartbeat {

            /** Properties of a Heartbeat. */
            interface $Properties {

                /** Heartbeat term */
                term?: (number|null);

                /** Never above what the leader knows the receiver to match. */
                commit?: (number|null);

                /** Rises with each round within a term: a reply proves contact after that round was begun. */
                round?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Heartbeat. */
            type $Shape = lol.v1.Heartbeat.$Properties;
        }

        /**
         * Properties of a HeartbeatReply.
         * @deprecated Use lol.v1.HeartbeatReply.$Properties instead.
         */
        interface IHeartbeatReply extends lol.v1.HeartbeatReply.$Properties {
        }

        /** Represents a HeartbeatReply. */
        class HeartbeatReply {

            /**
             * Constructs a new HeartbeatReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.HeartbeatReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HeartbeatReply term. */
            term: number;

            /** HeartbeatReply round. */
            round: number;

            /**
             * Encodes the specified HeartbeatReply message. Does not implicitly {@link lol.v1.HeartbeatReply.verify|verify} messages.
             * @param message HeartbeatReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.HeartbeatReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HeartbeatReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.HeartbeatReply & lol.v1.HeartbeatReply.$Shape} HeartbeatReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.HeartbeatReply & lol.v1.HeartbeatReply.$Shape;
        }

        namespace HeartbeatReply {

            /** Properties of a HeartbeatReply. */
            interface $Properties {

                /** HeartbeatReply term */
                term?: (number|null);

                /** HeartbeatReply round */
                round?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HeartbeatReply. */
            type $Shape = lol.v1.HeartbeatReply.$Properties;
        }

        /**
         * Properties of a StoreRefused.
         * @deprecated Use lol.v1.StoreRefused.$Properties instead.
         */
        interface IStoreRefused extends lol.v1.StoreRefused.$Properties {
        }

        /** The cluster knows another store under the receiver's node id: its data directory is not the one that voted before. */
        class StoreRefused {

            /**
             * Constructs a new StoreRefused.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.StoreRefused.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StoreRefused term. */
            term: number;

            /**
             * Encodes the specified StoreRefused message. Does not implicitly {@link lol.v1.StoreRefused.verify|verify} messages.
             * @param message StoreRefused message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.StoreRefused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StoreRefused message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.StoreRefused & lol.v1.StoreRefused.$Shape} StoreRefused
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.StoreRefused & lol.v1.StoreRefused.$Shape;
        }

        namespace StoreRefused {

            /** Properties of a StoreRefused. */
            interface $Properties {

                /** StoreRefused term */
                term?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StoreRefused. */
            type $Shape = lol.v1.StoreRefused.$Properties;
        }

        /**
         * Properties of a TimeoutNow.
         * @deprecated Use lol.v1.TimeoutNow.$Properties instead.
         */
        interface ITimeoutNow extends lol.v1.TimeoutNow.$Properties {
        }

        /** "Take over": the receiver, which has the whole log, campaigns at once. From the leader of `term`, in that term only. */
        class TimeoutNow {

            /**
             * Constructs a new TimeoutNow.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.TimeoutNow.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TimeoutNow term. */
            term: number;

            /**
             * Encodes the specified TimeoutNow message. Does not implicitly {@link lol.v1.TimeoutNow.verify|verify} messages.
             * @param message TimeoutNow message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.TimeoutNow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TimeoutNow message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.TimeoutNow & lol.v1.TimeoutNow.$Shape} TimeoutNow
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.TimeoutNow & lol.v1.TimeoutNow.$Shape;
        }

        namespace TimeoutNow {

            /** Properties of a TimeoutNow. */
            interface $Properties {

                /** TimeoutNow term */
                term?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TimeoutNow. */
            type $Shape = lol.v1.TimeoutNow.$Properties;
        }

        /**
         * Properties of a ReadIndexRequest.
         * @deprecated Use lol.v1.ReadIndexRequest.$Properties instead.
         */
        interface IReadIndexRequest extends lol.v1.ReadIndexRequest.$Properties {
        }

        /** A node that does not lead asks for the index from which on it may answer a linearizable read. */
        class ReadIndexRequest {

            /**
             * Constructs a new ReadIndexRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.ReadIndexRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadIndexRequest term. */
            term: number;

            /** Drawn when the asker starts. */
            asker: number;

            /** ReadIndexRequest id. */
            id: number;

            /** The leader's lease is good enough. A build that does not know it confirms that it leads, which is always right. */
            lease: boolean;

            /**
             * Encodes the specified ReadIndexRequest message. Does not implicitly {@link lol.v1.ReadIndexRequest.verify|verify} messages.
             * @param message ReadIndexRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.ReadIndexRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadIndexRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.ReadIndexRequest & lol.v1.ReadIndexRequest.$Shape} ReadIndexRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.ReadIndexRequest & lol.v1.ReadIndexRequest.$Shape;
        }

        namespace ReadIndexRequest {

            /** Properties of a ReadIndexRequest. */
            interface $Properties {

                /** ReadIndexRequest term */
                term?: (number|null);

                /** Drawn when the asker starts. */
                asker?: (number|null);

                /** ReadIndexRequest id */
                id?: (number|null);

                /** The leader's lease is good enough. A build that does not know it confirms that it leads, which is always right. */
                lease?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadIndexRequest. */
            type $Shape = lol.v1.ReadIndexRequest.$Properties;
        }

        /**
         * Properties of a ReadIndexReply.
         * @deprecated Use lol.v1.ReadIndexReply.$Properties instead.
         */
        interface IReadIndexReply extends lol.v1.ReadIndexReply.$Properties {
        }

        /** Represents a ReadIndexReply. */
        class ReadIndexReply {

            /**
             * Constructs a new ReadIndexReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.ReadIndexReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadIndexReply term. */
            term: number;

            /** ReadIndexReply asker. */
            asker: number;

            /** ReadIndexReply id. */
            id: number;

            /** ReadIndexReply index. */
            index: number;

            /**
             * Encodes the specified ReadIndexReply message. Does not implicitly {@link lol.v1.ReadIndexReply.verify|verify} messages.
             * @param message ReadIndexReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.ReadIndexReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadIndexReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.ReadIndexReply & lol.v1.ReadIndexReply.$Shape} ReadIndexReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.ReadIndexReply & lol.v1.ReadIndexReply.$Shape;
        }

        namespace ReadIndexReply {

            /** Properties of a ReadIndexReply. */
            interface $Properties {

                /** ReadIndexReply term */
                term?: (number|null);

                /** ReadIndexReply asker */
                asker?: (number|null);

                /** ReadIndexReply id */
                id?: (number|null);

                /** ReadIndexReply index */
                index?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadIndexReply. */
            type $Shape = lol.v1.ReadIndexReply.$Properties;
        }

        /**
         * Properties of a MemberRemoved.
         * @deprecated Use lol.v1.MemberRemoved.$Properties instead.
         */
        interface IMemberRemoved extends lol.v1.MemberRemoved.$Properties {
        }

        /** "You were removed from the cluster", for ever: ids are never used again. The receiver's group stops. */
        class MemberRemoved {

            /**
             * Constructs a new MemberRemoved.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.MemberRemoved.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MemberRemoved term. */
            term: number;

            /**
             * Encodes the specified MemberRemoved message. Does not implicitly {@link lol.v1.MemberRemoved.verify|verify} messages.
             * @param message MemberRemoved message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.MemberRemoved.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MemberRemoved message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.MemberRemoved & lol.v1.MemberRemoved.$Shape} MemberRemoved
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.MemberRemoved & lol.v1.MemberRemoved.$Shape;
        }

        namespace MemberRemoved {

            /** Properties of a MemberRemoved. */
            interface $Properties {

                /** MemberRemoved term */
                term?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MemberRemoved. */
            type $Shape = lol.v1.MemberRemoved.$Properties;
        }

        /**
         * Properties of a SnapshotOffer.
         * @deprecated Use lol.v1.SnapshotOffer.$Properties instead.
         */
        interface ISnapshotOffer extends lol.v1.SnapshotOffer.$Properties {
        }

        /** "What you lack is compacted: take this snapshot." Repeated until the receiver has what it needs. */
        class SnapshotOffer {

            /**
             * Constructs a new SnapshotOffer.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.SnapshotOffer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SnapshotOffer term. */
            term: number;

            /** The record as it is stored (docs/protocol.md, "Snapshots"), with a tag, of no higher term than this message: at most 4 MiB. */
            record: Uint8Array;

            /** Where the tag can be read by others, at most 1,024 characters; absent: at the sender only, by pulling. */
            realm?: (string|null);

            /**
             * Encodes the specified SnapshotOffer message. Does not implicitly {@link lol.v1.SnapshotOffer.verify|verify} messages.
             * @param message SnapshotOffer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.SnapshotOffer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SnapshotOffer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.SnapshotOffer & lol.v1.SnapshotOffer.$Shape} SnapshotOffer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.SnapshotOffer & lol.v1.SnapshotOffer.$Shape;
        }

        namespace SnapshotOffer {

            /** Properties of a SnapshotOffer. */
            interface $Properties {

                /** SnapshotOffer term */
                term?: (number|null);

                /** The record as it is stored (docs/protocol.md, "Snapshots"), with a tag, of no higher term than this message: at most 4 MiB. */
                record?: (Uint8Array|null);

                /** Where the tag can be read by others, at most 1,024 characters; absent: at the sender only, by pulling. */
                realm?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SnapshotOffer. */
            type $Shape = lol.v1.SnapshotOffer.$Properties;
        }

        /** SnapshotReplyStatus enum. */
        enum SnapshotReplyStatus {

            /** SNAPSHOT_REPLY_STATUS_UNSPECIFIED value */
            SNAPSHOT_REPLY_STATUS_UNSPECIFIED = 0,

            /** `received` bytes of the offered one are here. */
            SNAPSHOT_REPLY_STATUS_FETCHING = 1,

            /** It cannot be had, or is damaged: offer another one. */
            SNAPSHOT_REPLY_STATUS_FAILED = 2,

            /** The sender's own one, at `index`, cannot be read: it asks for one as new, or newer. */
            SNAPSHOT_REPLY_STATUS_NEEDED = 3
        }

        /**
         * Properties of a SnapshotReply.
         * @deprecated Use lol.v1.SnapshotReply.$Properties instead.
         */
        interface ISnapshotReply extends lol.v1.SnapshotReply.$Properties {
        }

        /** Represents a SnapshotReply. */
        class SnapshotReply {

            /**
             * Constructs a new SnapshotReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.SnapshotReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SnapshotReply term. */
            term: number;

            /** SnapshotReply index. */
            index: number;

            /** SnapshotReply status. */
            status: lol.v1.SnapshotReplyStatus;

            /** SnapshotReply received. */
            received: number;

            /**
             * Encodes the specified SnapshotReply message. Does not implicitly {@link lol.v1.SnapshotReply.verify|verify} messages.
             * @param message SnapshotReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.SnapshotReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SnapshotReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.SnapshotReply & lol.v1.SnapshotReply.$Shape} SnapshotReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.SnapshotReply & lol.v1.SnapshotReply.$Shape;
        }

        namespace SnapshotReply {

            /** Properties of a SnapshotReply. */
            interface $Properties {

                /** SnapshotReply term */
                term?: (number|null);

                /** SnapshotReply index */
                index?: (number|null);

                /** SnapshotReply status */
                status?: (lol.v1.SnapshotReplyStatus|null);

                /** SnapshotReply received */
                received?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SnapshotReply. */
            type $Shape = lol.v1.SnapshotReply.$Properties;
        }

        /**
         * Properties of a SnapshotPull.
         * @deprecated Use lol.v1.SnapshotPull.$Properties instead.
         */
        interface ISnapshotPull extends lol.v1.SnapshotPull.$Properties {
        }

        /** "Send me these bytes of the resource that you call `tag`." Answered by a chunk, by `SnapshotGone`, or not at all. */
        class SnapshotPull {

            /**
             * Constructs a new SnapshotPull.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.SnapshotPull.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** 1 to 1,024 bytes, as in all that follow. */
            tag: Uint8Array;

            /** SnapshotPull offset. */
            offset: number;

            /** 1 to 131,072. */
            length: number;

            /**
             * Encodes the specified SnapshotPull message. Does not implicitly {@link lol.v1.SnapshotPull.verify|verify} messages.
             * @param message SnapshotPull message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.SnapshotPull.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SnapshotPull message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.SnapshotPull & lol.v1.SnapshotPull.$Shape} SnapshotPull
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.SnapshotPull & lol.v1.SnapshotPull.$Shape;
        }

        namespace SnapshotPull {

            /** Properties of a SnapshotPull. */
            interface $Properties {

                /** 1 to 1,024 bytes, as in all that follow. */
                tag?: (Uint8Array|null);

                /** SnapshotPull offset */
                offset?: (number|null);

                /** 1 to 131,072. */
                length?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SnapshotPull. */
            type $Shape = lol.v1.SnapshotPull.$Properties;
        }

        /**
         * Properties of a SnapshotChunk.
         * @deprecated Use lol.v1.SnapshotChunk.$Properties instead.
         */
        interface ISnapshotChunk extends lol.v1.SnapshotChunk.$Properties {
        }

        /** As many bytes as were asked for; fewer at the end of the resource. */
        class SnapshotChunk {

            /**
             * Constructs a new SnapshotChunk.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.SnapshotChunk.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SnapshotChunk tag. */
            tag: Uint8Array;

            /** SnapshotChunk offset. */
            offset: number;

            /** 1 to 131,072 bytes. */
            data: Uint8Array;

            /** CRC-32C (RFC 3720) of `data`. A receiver takes a chunk that fails it for lost, and asks again. */
            checksum: number;

            /**
             * Encodes the specified SnapshotChunk message. Does not implicitly {@link lol.v1.SnapshotChunk.verify|verify} messages.
             * @param message SnapshotChunk message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.SnapshotChunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SnapshotChunk message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.SnapshotChunk & lol.v1.SnapshotChunk.$Shape} SnapshotChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.SnapshotChunk & lol.v1.SnapshotChunk.$Shape;
        }

        namespace SnapshotChunk {

            /** Properties of a SnapshotChunk. */
            interface $Properties {

                /** SnapshotChunk tag */
                tag?: (Uint8Array|null);

                /** SnapshotChunk offset */
                offset?: (number|null);

                /** 1 to 131,072 bytes. */
                data?: (Uint8Array|null);

                /** CRC-32C (RFC 3720) of `data`. A receiver takes a chunk that fails it for lost, and asks again. */
                checksum?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SnapshotChunk. */
            type $Shape = lol.v1.SnapshotChunk.$Properties;
        }

        /**
         * Properties of a SnapshotGone.
         * @deprecated Use lol.v1.SnapshotGone.$Properties instead.
         */
        interface ISnapshotGone extends lol.v1.SnapshotGone.$Properties {
        }

        /** "I hold no such resource (any more)." */
        class SnapshotGone {

            /**
             * Constructs a new SnapshotGone.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.SnapshotGone.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SnapshotGone tag. */
            tag: Uint8Array;

            /**
             * Encodes the specified SnapshotGone message. Does not implicitly {@link lol.v1.SnapshotGone.verify|verify} messages.
             * @param message SnapshotGone message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.SnapshotGone.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SnapshotGone message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.SnapshotGone & lol.v1.SnapshotGone.$Shape} SnapshotGone
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.SnapshotGone & lol.v1.SnapshotGone.$Shape;
        }

        namespace SnapshotGone {

            /** Properties of a SnapshotGone. */
            interface $Properties {

                /** SnapshotGone tag */
                tag?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SnapshotGone. */
            type $Shape = lol.v1.SnapshotGone.$Properties;
        }

        /**
         * Properties of a LinkMessage.
         * @deprecated Use lol.v1.LinkMessage.$Properties instead.
         */
        interface ILinkMessage extends lol.v1.LinkMessage.$Properties {
        }

        /** Represents a LinkMessage. */
        class LinkMessage {

            /**
             * Constructs a new LinkMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.LinkMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** A frame: at most 256 KiB. */
            frame?: (Uint8Array|null);

            /** Answered by a pong at once. */
            ping?: (lol.v1.Ping.$Properties|null);

            /** LinkMessage pong. */
            pong?: (lol.v1.Pong.$Properties|null);

            /** The last message of its sender, which says why it ends the stream. The other side ends its own. */
            goodbye?: (lol.v1.Goodbye.$Properties|null);

            /** LinkMessage body. */
            body?: ("frame"|"ping"|"pong"|"goodbye");

            /**
             * Encodes the specified LinkMessage message. Does not implicitly {@link lol.v1.LinkMessage.verify|verify} messages.
             * @param message LinkMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.LinkMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LinkMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.LinkMessage & lol.v1.LinkMessage.$Shape} LinkMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.LinkMessage & lol.v1.LinkMessage.$Shape;
        }

        namespace LinkMessage {

            /** Properties of a LinkMessage. */
            interface $Properties {

                /** A frame: at most 256 KiB. */
                frame?: (Uint8Array|null);

                /** Answered by a pong at once. */
                ping?: (lol.v1.Ping.$Properties|null);

                /** LinkMessage pong */
                pong?: (lol.v1.Pong.$Properties|null);

                /** The last message of its sender, which says why it ends the stream. The other side ends its own. */
                goodbye?: (lol.v1.Goodbye.$Properties|null);

                /** LinkMessage body */
                body?: ("frame"|"ping"|"pong"|"goodbye");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a LinkMessage. */
            type $Shape = {
              frame?: Uint8Array|null;
              ping?: lol.v1.Ping.$Shape|null;
              pong?: lol.v1.Pong.$Shape|null;
              goodbye?: lol.v1.Goodbye.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; frame?: null; ping?: null; pong?: null; goodbye?: null }|{ body?: "frame"; frame: Uint8Array; ping?: null; pong?: null; goodbye?: null }|{ body?: "ping"; frame?: null; ping: lol.v1.Ping.$Shape; pong?: null; goodbye?: null }|{ body?: "pong"; frame?: null; ping?: null; pong: lol.v1.Pong.$Shape; goodbye?: null }|{ body?: "goodbye"; frame?: null; ping?: null; pong?: null; goodbye: lol.v1.Goodbye.$Shape })
            );
        }

        /**
         * Properties of a Ping.
         * @deprecated Use lol.v1.Ping.$Properties instead.
         */
        interface IPing extends lol.v1.Ping.$Properties {
        }

        /** Represents a Ping. */
        class Ping {

            /**
             * Constructs a new Ping.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.Ping.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified Ping message. Does not implicitly {@link lol.v1.Ping.verify|verify} messages.
             * @param message Ping message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.Ping.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Ping message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.Ping & lol.v1.Ping.$Shape} Ping
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.Ping & lol.v1.Ping.$Shape;
        }

        namespace Ping {

            /** Properties of a Ping. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Ping. */
            type $Shape = lol.v1.Ping.$Properties;
        }

        /**
         * Properties of a Pong.
         * @deprecated Use lol.v1.Pong.$Properties instead.
         */
        interface IPong extends lol.v1.Pong.$Properties {
        }

        /** Represents a Pong. */
        class Pong {

            /**
             * Constructs a new Pong.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.Pong.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified Pong message. Does not implicitly {@link lol.v1.Pong.verify|verify} messages.
             * @param message Pong message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.Pong.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Pong message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.Pong & lol.v1.Pong.$Shape} Pong
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.Pong & lol.v1.Pong.$Shape;
        }

        namespace Pong {

            /** Properties of a Pong. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Pong. */
            type $Shape = lol.v1.Pong.$Properties;
        }

        /**
         * Properties of a Goodbye.
         * @deprecated Use lol.v1.Goodbye.$Properties instead.
         */
        interface IGoodbye extends lol.v1.Goodbye.$Properties {
        }

        /** Represents a Goodbye. */
        class Goodbye {

            /**
             * Constructs a new Goodbye.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.Goodbye.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** As WebSocket close codes (docs/protocol.md, "Closing"). */
            code: number;

            /** For people, at most 1,024 bytes of UTF-8. */
            reason: string;

            /**
             * Encodes the specified Goodbye message. Does not implicitly {@link lol.v1.Goodbye.verify|verify} messages.
             * @param message Goodbye message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.Goodbye.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Goodbye message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.Goodbye & lol.v1.Goodbye.$Shape} Goodbye
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.Goodbye & lol.v1.Goodbye.$Shape;
        }

        namespace Goodbye {

            /** Properties of a Goodbye. */
            interface $Properties {

                /** As WebSocket close codes (docs/protocol.md, "Closing"). */
                code?: (number|null);

                /** For people, at most 1,024 bytes of UTF-8. */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Goodbye. */
            type $Shape = lol.v1.Goodbye.$Properties;
        }

        /**
         * Properties of a ClientFrame.
         * @deprecated Use lol.v1.ClientFrame.$Properties instead.
         */
        interface IClientFrame extends lol.v1.ClientFrame.$Properties {
        }

        /**
         * One turn's messages from a client to a node, as one message of a connection that carries frames, or of Pipeline
         * (docs/protocol.md).
         * A receiver takes them in the order of the wire; one that cannot see that order takes calls, pulls, cancels.
         */
        class ClientFrame {

            /**
             * Constructs a new ClientFrame.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.ClientFrame.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** All three together at most 65,536. */
            calls: lol.v1.Call.$Properties[];

            /** ClientFrame pulls. */
            pulls: lol.v1.StreamPull.$Properties[];

            /** ClientFrame cancels. */
            cancels: lol.v1.Cancel.$Properties[];

            /**
             * Encodes the specified ClientFrame message. Does not implicitly {@link lol.v1.ClientFrame.verify|verify} messages.
             * @param message ClientFrame message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.ClientFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClientFrame message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.ClientFrame & lol.v1.ClientFrame.$Shape} ClientFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.ClientFrame & lol.v1.ClientFrame.$Shape;
        }

        namespace ClientFrame {

            /** Properties of a ClientFrame. */
            interface $Properties {

                /** All three together at most 65,536. */
                calls?: (lol.v1.Call.$Properties[]|null);

                /** ClientFrame pulls */
                pulls?: (lol.v1.StreamPull.$Properties[]|null);

                /** ClientFrame cancels */
                cancels?: (lol.v1.Cancel.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClientFrame. */
            type $Shape = {
              calls?: lol.v1.Call.$Shape[]|null;
              pulls?: lol.v1.StreamPull.$Shape[]|null;
              cancels?: lol.v1.Cancel.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a ServerFrame.
         * @deprecated Use lol.v1.ServerFrame.$Properties instead.
         */
        interface IServerFrame extends lol.v1.ServerFrame.$Properties {
        }

        /** One turn's messages from a node to a client. In the order of the wire, or: replies, items, ends. */
        class ServerFrame {

            /**
             * Constructs a new ServerFrame.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.ServerFrame.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** All three together at most 65,536. */
            replies: lol.v1.Reply.$Properties[];

            /** ServerFrame items. */
            items: lol.v1.StreamItem.$Properties[];

            /** ServerFrame ends. */
            ends: lol.v1.StreamEnd.$Properties[];

            /**
             * Encodes the specified ServerFrame message. Does not implicitly {@link lol.v1.ServerFrame.verify|verify} messages.
             * @param message ServerFrame message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.ServerFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ServerFrame message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.ServerFrame & lol.v1.ServerFrame.$Shape} ServerFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.ServerFrame & lol.v1.ServerFrame.$Shape;
        }

        namespace ServerFrame {

            /** Properties of a ServerFrame. */
            interface $Properties {

                /** All three together at most 65,536. */
                replies?: (lol.v1.Reply.$Properties[]|null);

                /** ServerFrame items */
                items?: (lol.v1.StreamItem.$Properties[]|null);

                /** ServerFrame ends */
                ends?: (lol.v1.StreamEnd.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ServerFrame. */
            type $Shape = {
              replies?: lol.v1.Reply.$Shape[]|null;
              items?: lol.v1.StreamItem.$Shape[]|null;
              ends?: lol.v1.StreamEnd.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Call.
         * @deprecated Use lol.v1.Call.$Properties instead.
         */
        interface ICall extends lol.v1.Call.$Properties {
        }

        /** A request. It is answered by one `Reply`, or, where it asks for a stream, by `StreamItem`s and one `StreamEnd`. */
        class Call {

            /**
             * Constructs a new Call.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.Call.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Chosen by the client: 1 to 2^53 - 1, not in use by another call of this connection. */
            id: number;

            /** Milliseconds that the caller still waits, 1 to 2^31 - 1; absent: no deadline. */
            timeout?: (number|null);

            /** W3C trace context; at most 256 printable ASCII characters. Empty: none. */
            traceparent: string;

            /** Bearer credential; at most 16,384 printable ASCII characters. Empty: none. Never logged. */
            credential: string;

            /** Call write. */
            write?: (lol.v1.WriteRequest.$Properties|null);

            /** Call query. */
            query?: (lol.v1.QueryRequest.$Properties|null);

            /** Call status. */
            status?: (lol.v1.StatusRequest.$Properties|null);

            /** A stream. */
            watchStatus?: (lol.v1.WatchStatusRequest.$Properties|null);

            /** Call takeSnapshot. */
            takeSnapshot?: (lol.v1.TakeSnapshotRequest.$Properties|null);

            /** A stream. */
            readSnapshot?: (lol.v1.ReadSnapshotRequest.$Properties|null);

            /** Call changeMembership. */
            changeMembership?: (lol.v1.ChangeMembershipRequest.$Properties|null);

            /** Call transferLeadership. */
            transferLeadership?: (lol.v1.TransferLeadershipRequest.$Properties|null);

            /** Call tune. */
            tune?: (lol.v1.TuneRequest.$Properties|null);

            /** Call session. */
            session?: (lol.v1.SessionRequest.$Properties|null);

            /** Call raiseClusterVersion. */
            raiseClusterVersion?: (lol.v1.RaiseClusterVersionRequest.$Properties|null);

            /** A method of a service of the app, with one answer. */
            invoke?: (lol.v1.InvokeRequest.$Properties|null);

            /** The same, for a method that answers with a stream. */
            invokeStream?: (lol.v1.InvokeRequest.$Properties|null);

            /** A node has passed the call on to whom it takes for the leader: it is not passed on again. */
            forwarded: boolean;

            /** Call request. */
            request?: ("write"|"query"|"status"|"watchStatus"|"takeSnapshot"|"readSnapshot"|"changeMembership"|"transferLeadership"|"tune"|"session"|"raiseClusterVersion"|"invoke"|"invokeStream");

            /**
             * Encodes the specified Call message. Does not implicitly {@link lol.v1.Call.verify|verify} messages.
             * @param message Call message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.Call.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Call message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.Call & lol.v1.Call.$Shape} Call
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.Call & lol.v1.Call.$Shape;
        }

        namespace Call {

            /** Properties of a Call. */
            interface $Properties {

                /** Chosen by the client: 1 to 2^53 - 1, not in use by another call of this connection. */
                id?: (number|null);

                /** Milliseconds that the caller still waits, 1 to 2^31 - 1; absent: no deadline. */
                timeout?: (number|null);

                /** W3C trace context; at most 256 printable ASCII characters. Empty: none. */
                traceparent?: (string|null);

                /** Bearer credential; at most 16,384 printable ASCII characters. Empty: none. Never logged. */
                credential?: (string|null);

                /** Call write */
                write?: (lol.v1.WriteRequest.$Properties|null);

                /** Call query */
                query?: (lol.v1.QueryRequest.$Properties|null);

                /** Call status */
                status?: (lol.v1.StatusRequest.$Properties|null);

                /** A stream. */
                watchStatus?: (lol.v1.WatchStatusRequest.$Properties|null);

                /** Call takeSnapshot */
                takeSnapshot?: (lol.v1.TakeSnapshotRequest.$Properties|null);

                /** A stream. */
                readSnapshot?: (lol.v1.ReadSnapshotRequest.$Properties|null);

                /** Call changeMembership */
                changeMembership?: (lol.v1.ChangeMembershipRequest.$Properties|null);

                /** Call transferLeadership */
                transferLeadership?: (lol.v1.TransferLeadershipRequest.$Properties|null);

                /** Call tune */
                tune?: (lol.v1.TuneRequest.$Properties|null);

                /** Call session */
                session?: (lol.v1.SessionRequest.$Properties|null);

                /** Call raiseClusterVersion */
                raiseClusterVersion?: (lol.v1.RaiseClusterVersionRequest.$Properties|null);

                /** A method of a service of the app, with one answer. */
                invoke?: (lol.v1.InvokeRequest.$Properties|null);

                /** The same, for a method that answers with a stream. */
                invokeStream?: (lol.v1.InvokeRequest.$Properties|null);

                /** A node has passed the call on to whom it takes for the leader: it is not passed on again. */
                forwarded?: (boolean|null);

                /** Call request */
                request?: ("write"|"query"|"status"|"watchStatus"|"takeSnapshot"|"readSnapshot"|"changeMembership"|"transferLeadership"|"tune"|"session"|"raiseClusterVersion"|"invoke"|"invokeStream");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Call. */
            type $Shape = {
              id?: number|null;
              timeout?: number|null;
              traceparent?: string|null;
              credential?: string|null;
              write?: lol.v1.WriteRequest.$Shape|null;
              query?: lol.v1.QueryRequest.$Shape|null;
              status?: lol.v1.StatusRequest.$Shape|null;
              watchStatus?: lol.v1.WatchStatusRequest.$Shape|null;
              takeSnapshot?: lol.v1.TakeSnapshotRequest.$Shape|null;
              readSnapshot?: lol.v1.ReadSnapshotRequest.$Shape|null;
              changeMembership?: lol.v1.ChangeMembershipRequest.$Shape|null;
              transferLeadership?: lol.v1.TransferLeadershipRequest.$Shape|null;
              tune?: lol.v1.TuneRequest.$Shape|null;
              session?: lol.v1.SessionRequest.$Shape|null;
              raiseClusterVersion?: lol.v1.RaiseClusterVersionRequest.$Shape|null;
              invoke?: lol.v1.InvokeRequest.$Shape|null;
              invokeStream?: lol.v1.InvokeRequest.$Shape|null;
              forwarded?: boolean|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ request?: undefined; write?: null; query?: null; status?: null; watchStatus?: null; takeSnapshot?: null; readSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null; invokeStream?: null }|{ request?: "write"; write: lol.v1.WriteRequest.$Shape; query?: null; status?: null; watchStatus?: null; takeSnapshot?: null; readSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null; invokeStream?: null }|{ request?: "query"; write?: null; query: lol.v1.QueryRequest.$Shape; status?: null; watchStatus?: null; takeSnapshot?: null; readSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null; invokeStream?: null }|{ request?: "status"; write?: null; query?: null; status: lol.v1.StatusRequest.$Shape; watchStatus?: null; takeSnapshot?: null; readSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null; invokeStream?: null }|{ request?: "watchStatus"; write?: null; query?: null; status?: null; watchStatus: lol.v1.WatchStatusRequest.$Shape; takeSnapshot?: null; readSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null; invokeStream?: null }|{ request?: "takeSnapshot"; write?: null; query?: null; status?: null; watchStatus?: null; takeSnapshot: lol.v1.TakeSnapshotRequest.$Shape; readSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null; invokeStream?: null }|{ request?: "readSnapshot"; write?: null; query?: null; status?: null; watchStatus?: null; takeSnapshot?: null; readSnapshot: lol.v1.ReadSnapshotRequest.$Shape; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null; invokeStream?: null }|{ request?: "changeMembership"; write?: null; query?: null; status?: null; watchStatus?: null; takeSnapshot?: null; readSnapshot?: null; changeMembership: lol.v1.ChangeMembershipRequest.$Shape; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null; invokeStream?: null }|{ request?: "transferLeadership"; write?: null; query?: null; status?: null; watchStatus?: null; takeSnapshot?: null; readSnapshot?: null; changeMembership?: null; transferLeadership: lol.v1.TransferLeadershipRequest.$Shape; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null; invokeStream?: null }|{ request?: "tune"; write?: null; query?: null; status?: null; watchStatus?: null; takeSnapshot?: null; readSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune: lol.v1.TuneRequest.$Shape; session?: null; raiseClusterVersion?: null; invoke?: null; invokeStream?: null }|{ request?: "session"; write?: null; query?: null; status?: null; watchStatus?: null; takeSnapshot?: null; readSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session: lol.v1.SessionRequest.$Shape; raiseClusterVersion?: null; invoke?: null; invokeStream?: null }|{ request?: "raiseClusterVersion"; write?: null; query?: null; status?: null; watchStatus?: null; takeSnapshot?: null; readSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion: lol.v1.RaiseClusterVersionRequest.$Shape; invoke?: null; invokeStream?: null }|{ request?: "invoke"; write?: null; query?: null; status?: null; watchStatus?: null; takeSnapshot?: null; readSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke: lol.v1.InvokeRequest.$Shape; invokeStream?: null }|{ request?: "invokeStream"; write?: null; query?: null; status?: null; watchStatus?: null; takeSnapshot?: null; readSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null; invokeStream: lol.v1.InvokeRequest.$Shape })
            );
        }

        /**
         * Properties of a Cancel.
         * @deprecated Use lol.v1.Cancel.$Properties instead.
         */
        interface ICancel extends lol.v1.Cancel.$Properties {
        }

        /** The caller has given up. The node answers all the same, or not at all, and the client ignores it. */
        class Cancel {

            /**
             * Constructs a new Cancel.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.Cancel.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Cancel id. */
            id: number;

            /**
             * Encodes the specified Cancel message. Does not implicitly {@link lol.v1.Cancel.verify|verify} messages.
             * @param message Cancel message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.Cancel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Cancel message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.Cancel & lol.v1.Cancel.$Shape} Cancel
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.Cancel & lol.v1.Cancel.$Shape;
        }

        namespace Cancel {

            /** Properties of a Cancel. */
            interface $Properties {

                /** Cancel id */
                id?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Cancel. */
            type $Shape = lol.v1.Cancel.$Properties;
        }

        /**
         * Properties of a StreamPull.
         * @deprecated Use lol.v1.StreamPull.$Properties instead.
         */
        interface IStreamPull extends lol.v1.StreamPull.$Properties {
        }

        /** Credit: the node may send `count` further items of the stream. It starts with none. */
        class StreamPull {

            /**
             * Constructs a new StreamPull.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.StreamPull.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StreamPull id. */
            id: number;

            /** 1 to 2^31 - 1. */
            count: number;

            /**
             * Encodes the specified StreamPull message. Does not implicitly {@link lol.v1.StreamPull.verify|verify} messages.
             * @param message StreamPull message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.StreamPull.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StreamPull message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.StreamPull & lol.v1.StreamPull.$Shape} StreamPull
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.StreamPull & lol.v1.StreamPull.$Shape;
        }

        namespace StreamPull {

            /** Properties of a StreamPull. */
            interface $Properties {

                /** StreamPull id */
                id?: (number|null);

                /** 1 to 2^31 - 1. */
                count?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StreamPull. */
            type $Shape = lol.v1.StreamPull.$Properties;
        }

        /**
         * Properties of a Reply.
         * @deprecated Use lol.v1.Reply.$Properties instead.
         */
        interface IReply extends lol.v1.Reply.$Properties {
        }

        /** Represents a Reply. */
        class Reply {

            /**
             * Constructs a new Reply.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.Reply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Reply id. */
            id: number;

            /** Reply error. */
            error?: (lol.v1.RaftError.$Properties|null);

            /** Reply write. */
            write?: (lol.v1.WriteResponse.$Properties|null);

            /** Reply query. */
            query?: (lol.v1.QueryResponse.$Properties|null);

            /** Reply status. */
            status?: (lol.v1.StatusResponse.$Properties|null);

            /** Reply takeSnapshot. */
            takeSnapshot?: (lol.v1.TakeSnapshotResponse.$Properties|null);

            /** Reply changeMembership. */
            changeMembership?: (lol.v1.ChangeMembershipResponse.$Properties|null);

            /** Reply transferLeadership. */
            transferLeadership?: (lol.v1.TransferLeadershipResponse.$Properties|null);

            /** Reply tune. */
            tune?: (lol.v1.TuneResponse.$Properties|null);

            /** Reply session. */
            session?: (lol.v1.SessionResponse.$Properties|null);

            /** Reply raiseClusterVersion. */
            raiseClusterVersion?: (lol.v1.RaiseClusterVersionResponse.$Properties|null);

            /** Reply invoke. */
            invoke?: (lol.v1.InvokeResponse.$Properties|null);

            /** Reply result. */
            result?: ("error"|"write"|"query"|"status"|"takeSnapshot"|"changeMembership"|"transferLeadership"|"tune"|"session"|"raiseClusterVersion"|"invoke");

            /**
             * Encodes the specified Reply message. Does not implicitly {@link lol.v1.Reply.verify|verify} messages.
             * @param message Reply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.Reply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Reply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.Reply & lol.v1.Reply.$Shape} Reply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.Reply & lol.v1.Reply.$Shape;
        }

        namespace Reply {

            /** Properties of a Reply. */
            interface $Properties {

                /** Reply id */
                id?: (number|null);

                /** Reply error */
                error?: (lol.v1.RaftError.$Properties|null);

                /** Reply write */
                write?: (lol.v1.WriteResponse.$Properties|null);

                /** Reply query */
                query?: (lol.v1.QueryResponse.$Properties|null);

                /** Reply status */
                status?: (lol.v1.StatusResponse.$Properties|null);

                /** Reply takeSnapshot */
                takeSnapshot?: (lol.v1.TakeSnapshotResponse.$Properties|null);

                /** Reply changeMembership */
                changeMembership?: (lol.v1.ChangeMembershipResponse.$Properties|null);

                /** Reply transferLeadership */
                transferLeadership?: (lol.v1.TransferLeadershipResponse.$Properties|null);

                /** Reply tune */
                tune?: (lol.v1.TuneResponse.$Properties|null);

                /** Reply session */
                session?: (lol.v1.SessionResponse.$Properties|null);

                /** Reply raiseClusterVersion */
                raiseClusterVersion?: (lol.v1.RaiseClusterVersionResponse.$Properties|null);

                /** Reply invoke */
                invoke?: (lol.v1.InvokeResponse.$Properties|null);

                /** Reply result */
                result?: ("error"|"write"|"query"|"status"|"takeSnapshot"|"changeMembership"|"transferLeadership"|"tune"|"session"|"raiseClusterVersion"|"invoke");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Reply. */
            type $Shape = {
              id?: number|null;
              error?: lol.v1.RaftError.$Shape|null;
              write?: lol.v1.WriteResponse.$Shape|null;
              query?: lol.v1.QueryResponse.$Shape|null;
              status?: lol.v1.StatusResponse.$Shape|null;
              takeSnapshot?: lol.v1.TakeSnapshotResponse.$Shape|null;
              changeMembership?: lol.v1.ChangeMembershipResponse.$Shape|null;
              transferLeadership?: lol.v1.TransferLeadershipResponse.$Shape|null;
              tune?: lol.v1.TuneResponse.$Shape|null;
              session?: lol.v1.SessionResponse.$Shape|null;
              raiseClusterVersion?: lol.v1.RaiseClusterVersionResponse.$Shape|null;
              invoke?: lol.v1.InvokeResponse.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ result?: undefined; error?: null; write?: null; query?: null; status?: null; takeSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null }|{ result?: "error"; error: lol.v1.RaftError.$Shape; write?: null; query?: null; status?: null; takeSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null }|{ result?: "write"; error?: null; write: lol.v1.WriteResponse.$Shape; query?: null; status?: null; takeSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null }|{ result?: "query"; error?: null; write?: null; query: lol.v1.QueryResponse.$Shape; status?: null; takeSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null }|{ result?: "status"; error?: null; write?: null; query?: null; status: lol.v1.StatusResponse.$Shape; takeSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null }|{ result?: "takeSnapshot"; error?: null; write?: null; query?: null; status?: null; takeSnapshot: lol.v1.TakeSnapshotResponse.$Shape; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null }|{ result?: "changeMembership"; error?: null; write?: null; query?: null; status?: null; takeSnapshot?: null; changeMembership: lol.v1.ChangeMembershipResponse.$Shape; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null }|{ result?: "transferLeadership"; error?: null; write?: null; query?: null; status?: null; takeSnapshot?: null; changeMembership?: null; transferLeadership: lol.v1.TransferLeadershipResponse.$Shape; tune?: null; session?: null; raiseClusterVersion?: null; invoke?: null }|{ result?: "tune"; error?: null; write?: null; query?: null; status?: null; takeSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune: lol.v1.TuneResponse.$Shape; session?: null; raiseClusterVersion?: null; invoke?: null }|{ result?: "session"; error?: null; write?: null; query?: null; status?: null; takeSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session: lol.v1.SessionResponse.$Shape; raiseClusterVersion?: null; invoke?: null }|{ result?: "raiseClusterVersion"; error?: null; write?: null; query?: null; status?: null; takeSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion: lol.v1.RaiseClusterVersionResponse.$Shape; invoke?: null }|{ result?: "invoke"; error?: null; write?: null; query?: null; status?: null; takeSnapshot?: null; changeMembership?: null; transferLeadership?: null; tune?: null; session?: null; raiseClusterVersion?: null; invoke: lol.v1.InvokeResponse.$Shape })
            );
        }

        /**
         * Properties of a StreamItem.
         * @deprecated Use lol.v1.StreamItem.$Properties instead.
         */
        interface IStreamItem extends lol.v1.StreamItem.$Properties {
        }

        /** Represents a StreamItem. */
        class StreamItem {

            /**
             * Constructs a new StreamItem.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.StreamItem.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StreamItem id. */
            id: number;

            /** StreamItem status. */
            status?: (lol.v1.StatusResponse.$Properties|null);

            /** StreamItem snapshotPart. */
            snapshotPart?: (lol.v1.SnapshotPart.$Properties|null);

            /** StreamItem invokeItem. */
            invokeItem?: (lol.v1.InvokeItem.$Properties|null);

            /** StreamItem item. */
            item?: ("status"|"snapshotPart"|"invokeItem");

            /**
             * Encodes the specified StreamItem message. Does not implicitly {@link lol.v1.StreamItem.verify|verify} messages.
             * @param message StreamItem message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.StreamItem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StreamItem message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.StreamItem & lol.v1.StreamItem.$Shape} StreamItem
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.StreamItem & lol.v1.StreamItem.$Shape;
        }

        namespace StreamItem {

            /** Properties of a StreamItem. */
            interface $Properties {

                /** StreamItem id */
                id?: (number|null);

                /** StreamItem status */
                status?: (lol.v1.StatusResponse.$Properties|null);

                /** StreamItem snapshotPart */
                snapshotPart?: (lol.v1.SnapshotPart.$Properties|null);

                /** StreamItem invokeItem */
                invokeItem?: (lol.v1.InvokeItem.$Properties|null);

                /** StreamItem item */
                item?: ("status"|"snapshotPart"|"invokeItem");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a StreamItem. */
            type $Shape = {
              id?: number|null;
              status?: lol.v1.StatusResponse.$Shape|null;
              snapshotPart?: lol.v1.SnapshotPart.$Shape|null;
              invokeItem?: lol.v1.InvokeItem.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ item?: undefined; status?: null; snapshotPart?: null; invokeItem?: null }|{ item?: "status"; status: lol.v1.StatusResponse.$Shape; snapshotPart?: null; invokeItem?: null }|{ item?: "snapshotPart"; status?: null; snapshotPart: lol.v1.SnapshotPart.$Shape; invokeItem?: null }|{ item?: "invokeItem"; status?: null; snapshotPart?: null; invokeItem: lol.v1.InvokeItem.$Shape })
            );
        }

        /**
         * Properties of a StreamEnd.
         * @deprecated Use lol.v1.StreamEnd.$Properties instead.
         */
        interface IStreamEnd extends lol.v1.StreamEnd.$Properties {
        }

        /** The stream is over: with an error, or because there is nothing more. Needs no credit. */
        class StreamEnd {

            /**
             * Constructs a new StreamEnd.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.StreamEnd.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StreamEnd id. */
            id: number;

            /** StreamEnd error. */
            error?: (lol.v1.RaftError.$Properties|null);

            /**
             * Encodes the specified StreamEnd message. Does not implicitly {@link lol.v1.StreamEnd.verify|verify} messages.
             * @param message StreamEnd message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.StreamEnd.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StreamEnd message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.StreamEnd & lol.v1.StreamEnd.$Shape} StreamEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.StreamEnd & lol.v1.StreamEnd.$Shape;
        }

        namespace StreamEnd {

            /** Properties of a StreamEnd. */
            interface $Properties {

                /** StreamEnd id */
                id?: (number|null);

                /** StreamEnd error */
                error?: (lol.v1.RaftError.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StreamEnd. */
            type $Shape = lol.v1.StreamEnd.$Properties;
        }

        /**
         * Properties of an InvokeRequest.
         * @deprecated Use lol.v1.InvokeRequest.$Properties instead.
         */
        interface IInvokeRequest extends lol.v1.InvokeRequest.$Properties {
        }

        /** Calls a method of a service that the app has mounted beside this one. (Over gRPC, such a service is also there under its own name.) */
        class InvokeRequest {

            /**
             * Constructs a new InvokeRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.InvokeRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** With its package, such as "lol.lock.v1.Lock"; at most 255 characters, as the name of the method. */
            service: string;

            /** InvokeRequest method. */
            method: string;

            /** The method's own request. */
            payload: Uint8Array;

            /**
             * Encodes the specified InvokeRequest message. Does not implicitly {@link lol.v1.InvokeRequest.verify|verify} messages.
             * @param message InvokeRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.InvokeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InvokeRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.InvokeRequest & lol.v1.InvokeRequest.$Shape} InvokeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.InvokeRequest & lol.v1.InvokeRequest.$Shape;
        }

        namespace InvokeRequest {

            /** Properties of an InvokeRequest. */
            interface $Properties {

                /** With its package, such as "lol.lock.v1.Lock"; at most 255 characters, as the name of the method. */
                service?: (string|null);

                /** InvokeRequest method */
                method?: (string|null);

                /** The method's own request. */
                payload?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InvokeRequest. */
            type $Shape = lol.v1.InvokeRequest.$Properties;
        }

        /**
         * Properties of an InvokeResponse.
         * @deprecated Use lol.v1.InvokeResponse.$Properties instead.
         */
        interface IInvokeResponse extends lol.v1.InvokeResponse.$Properties {
        }

        /** Represents an InvokeResponse. */
        class InvokeResponse {

            /**
             * Constructs a new InvokeResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.InvokeResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InvokeResponse value. */
            value: Uint8Array;

            /**
             * Encodes the specified InvokeResponse message. Does not implicitly {@link lol.v1.InvokeResponse.verify|verify} messages.
             * @param message InvokeResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.InvokeResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InvokeResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.InvokeResponse & lol.v1.InvokeResponse.$Shape} InvokeResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.InvokeResponse & lol.v1.InvokeResponse.$Shape;
        }

        namespace InvokeResponse {

            /** Properties of an InvokeResponse. */
            interface $Properties {

                /** InvokeResponse value */
                value?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InvokeResponse. */
            type $Shape = lol.v1.InvokeResponse.$Properties;
        }

        /**
         * Properties of an InvokeItem.
         * @deprecated Use lol.v1.InvokeItem.$Properties instead.
         */
        interface IInvokeItem extends lol.v1.InvokeItem.$Properties {
        }

        /** Represents an InvokeItem. */
        class InvokeItem {

            /**
             * Constructs a new InvokeItem.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.InvokeItem.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InvokeItem value. */
            value: Uint8Array;

            /**
             * Encodes the specified InvokeItem message. Does not implicitly {@link lol.v1.InvokeItem.verify|verify} messages.
             * @param message InvokeItem message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.InvokeItem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InvokeItem message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.InvokeItem & lol.v1.InvokeItem.$Shape} InvokeItem
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.InvokeItem & lol.v1.InvokeItem.$Shape;
        }

        namespace InvokeItem {

            /** Properties of an InvokeItem. */
            interface $Properties {

                /** InvokeItem value */
                value?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InvokeItem. */
            type $Shape = lol.v1.InvokeItem.$Properties;
        }

        /**
         * Properties of a WriteRequest.
         * @deprecated Use lol.v1.WriteRequest.$Properties instead.
         */
        interface IWriteRequest extends lol.v1.WriteRequest.$Properties {
        }

        /** Represents a WriteRequest. */
        class WriteRequest {

            /**
             * Constructs a new WriteRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.WriteRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WriteRequest group. */
            group: string;

            /** 0: no session; a retry may apply twice. */
            session: number;

            /** Of the write within its session, from 1 on. */
            sequence: number;

            /** The command. */
            payload: Uint8Array;

            /** How many sequence numbers, up to this one, the client still waits for: 1 to 65,535; 0 without a session. All that are before are forgotten. */
            window: number;

            /**
             * Answered as soon as the command is committed, without a value. A build that does not know it answers when it is applied.
             * Not in a session.
             */
            onCommit: boolean;

            /**
             * Encodes the specified WriteRequest message. Does not implicitly {@link lol.v1.WriteRequest.verify|verify} messages.
             * @param message WriteRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.WriteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WriteRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.WriteRequest & lol.v1.WriteRequest.$Shape} WriteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.WriteRequest & lol.v1.WriteRequest.$Shape;
        }

        namespace WriteRequest {

            /** Properties of a WriteRequest. */
            interface $Properties {

                /** WriteRequest group */
                group?: (string|null);

                /** 0: no session; a retry may apply twice. */
                session?: (number|null);

                /** Of the write within its session, from 1 on. */
                sequence?: (number|null);

                /** The command. */
                payload?: (Uint8Array|null);

                /** How many sequence numbers, up to this one, the client still waits for: 1 to 65,535; 0 without a session. All that are before are forgotten. */
                window?: (number|null);

                /**
                 * Answered as soon as the command is committed, without a value. A build that does not know it answers when it is applied.
                 * Not in a session.
                 */
                onCommit?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WriteRequest. */
            type $Shape = lol.v1.WriteRequest.$Properties;
        }

        /**
         * Properties of a WriteResponse.
         * @deprecated Use lol.v1.WriteResponse.$Properties instead.
         */
        interface IWriteResponse extends lol.v1.WriteResponse.$Properties {
        }

        /** The command was applied; or committed only, where that was asked for. */
        class WriteResponse {

            /**
             * Constructs a new WriteResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.WriteResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WriteResponse index. */
            index: number;

            /** WriteResponse value. */
            value: Uint8Array;

            /** There is no value. */
            onlyCommitted: boolean;

            /**
             * Encodes the specified WriteResponse message. Does not implicitly {@link lol.v1.WriteResponse.verify|verify} messages.
             * @param message WriteResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.WriteResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WriteResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.WriteResponse & lol.v1.WriteResponse.$Shape} WriteResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.WriteResponse & lol.v1.WriteResponse.$Shape;
        }

        namespace WriteResponse {

            /** Properties of a WriteResponse. */
            interface $Properties {

                /** WriteResponse index */
                index?: (number|null);

                /** WriteResponse value */
                value?: (Uint8Array|null);

                /** There is no value. */
                onlyCommitted?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WriteResponse. */
            type $Shape = lol.v1.WriteResponse.$Properties;
        }

        /**
         * Properties of a SessionRequest.
         * @deprecated Use lol.v1.SessionRequest.$Properties instead.
         */
        interface ISessionRequest extends lol.v1.SessionRequest.$Properties {
        }

        /** Opens, keeps or closes a session, at the leader. */
        class SessionRequest {

            /**
             * Constructs a new SessionRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.SessionRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SessionRequest group. */
            group: string;

            /** SessionRequest operation. */
            operation: lol.v1.SessionOperation;

            /** 0 where one is opened. */
            session: number;

            /** With KEEP: all sequence numbers up to this one are settled, and may be forgotten. */
            acknowledged: number;

            /**
             * Encodes the specified SessionRequest message. Does not implicitly {@link lol.v1.SessionRequest.verify|verify} messages.
             * @param message SessionRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.SessionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SessionRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.SessionRequest & lol.v1.SessionRequest.$Shape} SessionRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.SessionRequest & lol.v1.SessionRequest.$Shape;
        }

        namespace SessionRequest {

            /** Properties of a SessionRequest. */
            interface $Properties {

                /** SessionRequest group */
                group?: (string|null);

                /** SessionRequest operation */
                operation?: (lol.v1.SessionOperation|null);

                /** 0 where one is opened. */
                session?: (number|null);

                /** With KEEP: all sequence numbers up to this one are settled, and may be forgotten. */
                acknowledged?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SessionRequest. */
            type $Shape = lol.v1.SessionRequest.$Properties;
        }

        /** SessionOperation enum. */
        enum SessionOperation {

            /** Refused. */
            SESSION_OPERATION_UNSPECIFIED = 0,

            /** SESSION_OPERATION_OPEN value */
            SESSION_OPERATION_OPEN = 1,

            /** SESSION_OPERATION_KEEP value */
            SESSION_OPERATION_KEEP = 2,

            /** SESSION_OPERATION_CLOSE value */
            SESSION_OPERATION_CLOSE = 3
        }

        /**
         * Properties of a SessionResponse.
         * @deprecated Use lol.v1.SessionResponse.$Properties instead.
         */
        interface ISessionResponse extends lol.v1.SessionResponse.$Properties {
        }

        /** Represents a SessionResponse. */
        class SessionResponse {

            /**
             * Constructs a new SessionResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.SessionResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SessionResponse session. */
            session: number;

            /** Of the entry that opened, kept or closed it. */
            index: number;

            /** It is gone when nothing was heard of it for longer than this, in milliseconds of log time. */
            ttl: number;

            /** Sequence numbers that may be under way at once: 1 to 65,535. */
            window: number;

            /**
             * Encodes the specified SessionResponse message. Does not implicitly {@link lol.v1.SessionResponse.verify|verify} messages.
             * @param message SessionResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.SessionResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SessionResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.SessionResponse & lol.v1.SessionResponse.$Shape} SessionResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.SessionResponse & lol.v1.SessionResponse.$Shape;
        }

        namespace SessionResponse {

            /** Properties of a SessionResponse. */
            interface $Properties {

                /** SessionResponse session */
                session?: (number|null);

                /** Of the entry that opened, kept or closed it. */
                index?: (number|null);

                /** It is gone when nothing was heard of it for longer than this, in milliseconds of log time. */
                ttl?: (number|null);

                /** Sequence numbers that may be under way at once: 1 to 65,535. */
                window?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SessionResponse. */
            type $Shape = lol.v1.SessionResponse.$Properties;
        }

        /**
         * Properties of a QueryRequest.
         * @deprecated Use lol.v1.QueryRequest.$Properties instead.
         */
        interface IQueryRequest extends lol.v1.QueryRequest.$Properties {
        }

        /** Represents a QueryRequest. */
        class QueryRequest {

            /**
             * Constructs a new QueryRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.QueryRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** QueryRequest group. */
            group: string;

            /** Sees every write that was acknowledged to anybody before the call began. */
            linearizable?: (lol.v1.LinearizableRead.$Properties|null);

            /** Whatever the node has applied. */
            local?: (lol.v1.LocalRead.$Properties|null);

            /** As linearizable, and may rest on the leader's lease. */
            lease?: (lol.v1.LeaseRead.$Properties|null);

            /** QueryRequest payload. */
            payload: Uint8Array;

            /** QueryRequest level. */
            level?: ("linearizable"|"local"|"lease");

            /**
             * Encodes the specified QueryRequest message. Does not implicitly {@link lol.v1.QueryRequest.verify|verify} messages.
             * @param message QueryRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.QueryRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a QueryRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.QueryRequest & lol.v1.QueryRequest.$Shape} QueryRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.QueryRequest & lol.v1.QueryRequest.$Shape;
        }

        namespace QueryRequest {

            /** Properties of a QueryRequest. */
            interface $Properties {

                /** QueryRequest group */
                group?: (string|null);

                /** Sees every write that was acknowledged to anybody before the call began. */
                linearizable?: (lol.v1.LinearizableRead.$Properties|null);

                /** Whatever the node has applied. */
                local?: (lol.v1.LocalRead.$Properties|null);

                /** As linearizable, and may rest on the leader's lease. */
                lease?: (lol.v1.LeaseRead.$Properties|null);

                /** QueryRequest payload */
                payload?: (Uint8Array|null);

                /** QueryRequest level */
                level?: ("linearizable"|"local"|"lease");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a QueryRequest. */
            type $Shape = {
              group?: string|null;
              linearizable?: lol.v1.LinearizableRead.$Shape|null;
              local?: lol.v1.LocalRead.$Shape|null;
              lease?: lol.v1.LeaseRead.$Shape|null;
              payload?: Uint8Array|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ level?: undefined; linearizable?: null; local?: null; lease?: null }|{ level?: "linearizable"; linearizable: lol.v1.LinearizableRead.$Shape; local?: null; lease?: null }|{ level?: "local"; linearizable?: null; local: lol.v1.LocalRead.$Shape; lease?: null }|{ level?: "lease"; linearizable?: null; local?: null; lease: lol.v1.LeaseRead.$Shape })
            );
        }

        /**
         * Properties of a LinearizableRead.
         * @deprecated Use lol.v1.LinearizableRead.$Properties instead.
         */
        interface ILinearizableRead extends lol.v1.LinearizableRead.$Properties {
        }

        /** Represents a LinearizableRead. */
        class LinearizableRead {

            /**
             * Constructs a new LinearizableRead.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.LinearizableRead.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified LinearizableRead message. Does not implicitly {@link lol.v1.LinearizableRead.verify|verify} messages.
             * @param message LinearizableRead message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.LinearizableRead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LinearizableRead message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.LinearizableRead & lol.v1.LinearizableRead.$Shape} LinearizableRead
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.LinearizableRead & lol.v1.LinearizableRead.$Shape;
        }

        namespace LinearizableRead {

            /** Properties of a LinearizableRead. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LinearizableRead. */
            type $Shape = lol.v1.LinearizableRead.$Properties;
        }

        /**
         * Properties of a LeaseRead.
         * @deprecated Use lol.v1.LeaseRead.$Properties instead.
         */
        interface ILeaseRead extends lol.v1.LeaseRead.$Properties {
        }

        /** Represents a LeaseRead. */
        class LeaseRead {

            /**
             * Constructs a new LeaseRead.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.LeaseRead.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified LeaseRead message. Does not implicitly {@link lol.v1.LeaseRead.verify|verify} messages.
             * @param message LeaseRead message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.LeaseRead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LeaseRead message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.LeaseRead & lol.v1.LeaseRead.$Shape} LeaseRead
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.LeaseRead & lol.v1.LeaseRead.$Shape;
        }

        namespace LeaseRead {

            /** Properties of a LeaseRead. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LeaseRead. */
            type $Shape = lol.v1.LeaseRead.$Properties;
        }

        /**
         * Properties of a LocalRead.
         * @deprecated Use lol.v1.LocalRead.$Properties instead.
         */
        interface ILocalRead extends lol.v1.LocalRead.$Properties {
        }

        /** Represents a LocalRead. */
        class LocalRead {

            /**
             * Constructs a new LocalRead.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.LocalRead.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Wait until at least this index is applied. */
            minIndex: number;

            /**
             * Encodes the specified LocalRead message. Does not implicitly {@link lol.v1.LocalRead.verify|verify} messages.
             * @param message LocalRead message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.LocalRead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LocalRead message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.LocalRead & lol.v1.LocalRead.$Shape} LocalRead
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.LocalRead & lol.v1.LocalRead.$Shape;
        }

        namespace LocalRead {

            /** Properties of a LocalRead. */
            interface $Properties {

                /** Wait until at least this index is applied. */
                minIndex?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LocalRead. */
            type $Shape = lol.v1.LocalRead.$Properties;
        }

        /**
         * Properties of a QueryResponse.
         * @deprecated Use lol.v1.QueryResponse.$Properties instead.
         */
        interface IQueryResponse extends lol.v1.QueryResponse.$Properties {
        }

        /** Represents a QueryResponse. */
        class QueryResponse {

            /**
             * Constructs a new QueryResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.QueryResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The last index that the answer has seen. */
            index: number;

            /** QueryResponse value. */
            value: Uint8Array;

            /**
             * Encodes the specified QueryResponse message. Does not implicitly {@link lol.v1.QueryResponse.verify|verify} messages.
             * @param message QueryResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.QueryResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a QueryResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.QueryResponse & lol.v1.QueryResponse.$Shape} QueryResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.QueryResponse & lol.v1.QueryResponse.$Shape;
        }

        namespace QueryResponse {

            /** Properties of a QueryResponse. */
            interface $Properties {

                /** The last index that the answer has seen. */
                index?: (number|null);

                /** QueryResponse value */
                value?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a QueryResponse. */
            type $Shape = lol.v1.QueryResponse.$Properties;
        }

        /**
         * Properties of a StatusRequest.
         * @deprecated Use lol.v1.StatusRequest.$Properties instead.
         */
        interface IStatusRequest extends lol.v1.StatusRequest.$Properties {
        }

        /** Represents a StatusRequest. */
        class StatusRequest {

            /**
             * Constructs a new StatusRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.StatusRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StatusRequest group. */
            group: string;

            /**
             * Encodes the specified StatusRequest message. Does not implicitly {@link lol.v1.StatusRequest.verify|verify} messages.
             * @param message StatusRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.StatusRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StatusRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.StatusRequest & lol.v1.StatusRequest.$Shape} StatusRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.StatusRequest & lol.v1.StatusRequest.$Shape;
        }

        namespace StatusRequest {

            /** Properties of a StatusRequest. */
            interface $Properties {

                /** StatusRequest group */
                group?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StatusRequest. */
            type $Shape = lol.v1.StatusRequest.$Properties;
        }

        /**
         * Properties of a WatchStatusRequest.
         * @deprecated Use lol.v1.WatchStatusRequest.$Properties instead.
         */
        interface IWatchStatusRequest extends lol.v1.WatchStatusRequest.$Properties {
        }

        /** The status now, and again whenever role, term, leader or configuration change, and at least once per `interval`. */
        class WatchStatusRequest {

            /**
             * Constructs a new WatchStatusRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.WatchStatusRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WatchStatusRequest group. */
            group: string;

            /** Milliseconds, 1 to 2^31 - 1. */
            interval: number;

            /**
             * Encodes the specified WatchStatusRequest message. Does not implicitly {@link lol.v1.WatchStatusRequest.verify|verify} messages.
             * @param message WatchStatusRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.WatchStatusRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WatchStatusRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.WatchStatusRequest & lol.v1.WatchStatusRequest.$Shape} WatchStatusRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.WatchStatusRequest & lol.v1.WatchStatusRequest.$Shape;
        }

        namespace WatchStatusRequest {

            /** Properties of a WatchStatusRequest. */
            interface $Properties {

                /** WatchStatusRequest group */
                group?: (string|null);

                /** Milliseconds, 1 to 2^31 - 1. */
                interval?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WatchStatusRequest. */
            type $Shape = lol.v1.WatchStatusRequest.$Properties;
        }

        /**
         * Properties of a StatusResponse.
         * @deprecated Use lol.v1.StatusResponse.$Properties instead.
         */
        interface IStatusResponse extends lol.v1.StatusResponse.$Properties {
        }

        /** Represents a StatusResponse. */
        class StatusResponse {

            /**
             * Constructs a new StatusResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.StatusResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StatusResponse status. */
            status?: (lol.v1.NodeStatus.$Properties|null);

            /**
             * Encodes the specified StatusResponse message. Does not implicitly {@link lol.v1.StatusResponse.verify|verify} messages.
             * @param message StatusResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.StatusResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StatusResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.StatusResponse & lol.v1.StatusResponse.$Shape} StatusResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.StatusResponse & lol.v1.StatusResponse.$Shape;
        }

        namespace StatusResponse {

            /** Properties of a StatusResponse. */
            interface $Properties {

                /** StatusResponse status */
                status?: (lol.v1.NodeStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StatusResponse. */
            type $Shape = {
              status?: lol.v1.NodeStatus.$Shape|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a TakeSnapshotRequest.
         * @deprecated Use lol.v1.TakeSnapshotRequest.$Properties instead.
         */
        interface ITakeSnapshotRequest extends lol.v1.TakeSnapshotRequest.$Properties {
        }

        /** Takes a snapshot of the node asked, now, and waits until it is recorded. */
        class TakeSnapshotRequest {

            /**
             * Constructs a new TakeSnapshotRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.TakeSnapshotRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TakeSnapshotRequest group. */
            group: string;

            /**
             * Encodes the specified TakeSnapshotRequest message. Does not implicitly {@link lol.v1.TakeSnapshotRequest.verify|verify} messages.
             * @param message TakeSnapshotRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.TakeSnapshotRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TakeSnapshotRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.TakeSnapshotRequest & lol.v1.TakeSnapshotRequest.$Shape} TakeSnapshotRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.TakeSnapshotRequest & lol.v1.TakeSnapshotRequest.$Shape;
        }

        namespace TakeSnapshotRequest {

            /** Properties of a TakeSnapshotRequest. */
            interface $Properties {

                /** TakeSnapshotRequest group */
                group?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TakeSnapshotRequest. */
            type $Shape = lol.v1.TakeSnapshotRequest.$Properties;
        }

        /**
         * Properties of a TakeSnapshotResponse.
         * @deprecated Use lol.v1.TakeSnapshotResponse.$Properties instead.
         */
        interface ITakeSnapshotResponse extends lol.v1.TakeSnapshotResponse.$Properties {
        }

        /** The newest snapshot of the node. */
        class TakeSnapshotResponse {

            /**
             * Constructs a new TakeSnapshotResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.TakeSnapshotResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TakeSnapshotResponse index. */
            index: number;

            /** TakeSnapshotResponse size. */
            size: number;

            /**
             * Encodes the specified TakeSnapshotResponse message. Does not implicitly {@link lol.v1.TakeSnapshotResponse.verify|verify} messages.
             * @param message TakeSnapshotResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.TakeSnapshotResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TakeSnapshotResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.TakeSnapshotResponse & lol.v1.TakeSnapshotResponse.$Shape} TakeSnapshotResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.TakeSnapshotResponse & lol.v1.TakeSnapshotResponse.$Shape;
        }

        namespace TakeSnapshotResponse {

            /** Properties of a TakeSnapshotResponse. */
            interface $Properties {

                /** TakeSnapshotResponse index */
                index?: (number|null);

                /** TakeSnapshotResponse size */
                size?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TakeSnapshotResponse. */
            type $Shape = lol.v1.TakeSnapshotResponse.$Properties;
        }

        /**
         * Properties of a ReadSnapshotRequest.
         * @deprecated Use lol.v1.ReadSnapshotRequest.$Properties instead.
         */
        interface IReadSnapshotRequest extends lol.v1.ReadSnapshotRequest.$Properties {
        }

        /** The bytes of the node's newest snapshot: a file that a new cluster can start from. */
        class ReadSnapshotRequest {

            /**
             * Constructs a new ReadSnapshotRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.ReadSnapshotRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadSnapshotRequest group. */
            group: string;

            /**
             * Encodes the specified ReadSnapshotRequest message. Does not implicitly {@link lol.v1.ReadSnapshotRequest.verify|verify} messages.
             * @param message ReadSnapshotRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.ReadSnapshotRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadSnapshotRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.ReadSnapshotRequest & lol.v1.ReadSnapshotRequest.$Shape} ReadSnapshotRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.ReadSnapshotRequest & lol.v1.ReadSnapshotRequest.$Shape;
        }

        namespace ReadSnapshotRequest {

            /** Properties of a ReadSnapshotRequest. */
            interface $Properties {

                /** ReadSnapshotRequest group */
                group?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadSnapshotRequest. */
            type $Shape = lol.v1.ReadSnapshotRequest.$Properties;
        }

        /**
         * Properties of a SnapshotPart.
         * @deprecated Use lol.v1.SnapshotPart.$Properties instead.
         */
        interface ISnapshotPart extends lol.v1.SnapshotPart.$Properties {
        }

        /** Consecutive bytes of one resource, which has `size` of them. The stream ends after the last one. */
        class SnapshotPart {

            /**
             * Constructs a new SnapshotPart.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.SnapshotPart.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SnapshotPart index. */
            index: number;

            /** SnapshotPart size. */
            size: number;

            /** SnapshotPart offset. */
            offset: number;

            /** No byte of it lies beyond `size`. */
            data: Uint8Array;

            /**
             * Encodes the specified SnapshotPart message. Does not implicitly {@link lol.v1.SnapshotPart.verify|verify} messages.
             * @param message SnapshotPart message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.SnapshotPart.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SnapshotPart message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.SnapshotPart & lol.v1.SnapshotPart.$Shape} SnapshotPart
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.SnapshotPart & lol.v1.SnapshotPart.$Shape;
        }

        namespace SnapshotPart {

            /** Properties of a SnapshotPart. */
            interface $Properties {

                /** SnapshotPart index */
                index?: (number|null);

                /** SnapshotPart size */
                size?: (number|null);

                /** SnapshotPart offset */
                offset?: (number|null);

                /** No byte of it lies beyond `size`. */
                data?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SnapshotPart. */
            type $Shape = lol.v1.SnapshotPart.$Properties;
        }

        /**
         * Properties of a ChangeMembershipRequest.
         * @deprecated Use lol.v1.ChangeMembershipRequest.$Properties instead.
         */
        interface IChangeMembershipRequest extends lol.v1.ChangeMembershipRequest.$Properties {
        }

        /**
         * Changes the membership, at the leader, and waits until the change is made: who is to be a voter catches up first. All
         * changes are made as one, or none is.
         */
        class ChangeMembershipRequest {

            /**
             * Constructs a new ChangeMembershipRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.ChangeMembershipRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChangeMembershipRequest group. */
            group: string;

            /** At most 1,024. A node that does not know one of them refuses the request. */
            changes: lol.v1.MemberChange.$Properties[];

            /** Only if the configuration is still the entry of this index; absent: whatever it is. */
            expected?: (number|null);

            /** Waits for no learner, and takes no notice of voters that are not reached. */
            force: boolean;

            /**
             * Encodes the specified ChangeMembershipRequest message. Does not implicitly {@link lol.v1.ChangeMembershipRequest.verify|verify} messages.
             * @param message ChangeMembershipRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.ChangeMembershipRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChangeMembershipRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.ChangeMembershipRequest & lol.v1.ChangeMembershipRequest.$Shape} ChangeMembershipRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.ChangeMembershipRequest & lol.v1.ChangeMembershipRequest.$Shape;
        }

        namespace ChangeMembershipRequest {

            /** Properties of a ChangeMembershipRequest. */
            interface $Properties {

                /** ChangeMembershipRequest group */
                group?: (string|null);

                /** At most 1,024. A node that does not know one of them refuses the request. */
                changes?: (lol.v1.MemberChange.$Properties[]|null);

                /** Only if the configuration is still the entry of this index; absent: whatever it is. */
                expected?: (number|null);

                /** Waits for no learner, and takes no notice of voters that are not reached. */
                force?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChangeMembershipRequest. */
            type $Shape = {
              group?: string|null;
              changes?: lol.v1.MemberChange.$Shape[]|null;
              expected?: number|null;
              force?: boolean|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a MemberChange.
         * @deprecated Use lol.v1.MemberChange.$Properties instead.
         */
        interface IMemberChange extends lol.v1.MemberChange.$Properties {
        }

        /** Ids are 1 to 63 letters, digits, "-" or "_", the first a letter or digit; addresses have 1 to 512 characters. */
        class MemberChange {

            /**
             * Constructs a new MemberChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.MemberChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MemberChange add. */
            add?: (lol.v1.AddMember.$Properties|null);

            /** MemberChange remove. */
            remove?: (lol.v1.RemoveMember.$Properties|null);

            /** MemberChange promote. */
            promote?: (lol.v1.PromoteMember.$Properties|null);

            /** MemberChange demote. */
            demote?: (lol.v1.DemoteMember.$Properties|null);

            /** MemberChange replace. */
            replace?: (lol.v1.ReplaceMember.$Properties|null);

            /** MemberChange renew. */
            renew?: (lol.v1.RenewMember.$Properties|null);

            /** MemberChange move. */
            move?: (lol.v1.MoveMember.$Properties|null);

            /** MemberChange prioritize. */
            prioritize?: (lol.v1.PrioritizeMember.$Properties|null);

            /** MemberChange change. */
            change?: ("add"|"remove"|"promote"|"demote"|"replace"|"renew"|"move"|"prioritize");

            /**
             * Encodes the specified MemberChange message. Does not implicitly {@link lol.v1.MemberChange.verify|verify} messages.
             * @param message MemberChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.MemberChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MemberChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.MemberChange & lol.v1.MemberChange.$Shape} MemberChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.MemberChange & lol.v1.MemberChange.$Shape;
        }

        namespace MemberChange {

            /** Properties of a MemberChange. */
            interface $Properties {

                /** MemberChange add */
                add?: (lol.v1.AddMember.$Properties|null);

                /** MemberChange remove */
                remove?: (lol.v1.RemoveMember.$Properties|null);

                /** MemberChange promote */
                promote?: (lol.v1.PromoteMember.$Properties|null);

                /** MemberChange demote */
                demote?: (lol.v1.DemoteMember.$Properties|null);

                /** MemberChange replace */
                replace?: (lol.v1.ReplaceMember.$Properties|null);

                /** MemberChange renew */
                renew?: (lol.v1.RenewMember.$Properties|null);

                /** MemberChange move */
                move?: (lol.v1.MoveMember.$Properties|null);

                /** MemberChange prioritize */
                prioritize?: (lol.v1.PrioritizeMember.$Properties|null);

                /** MemberChange change */
                change?: ("add"|"remove"|"promote"|"demote"|"replace"|"renew"|"move"|"prioritize");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a MemberChange. */
            type $Shape = {
              add?: lol.v1.AddMember.$Shape|null;
              remove?: lol.v1.RemoveMember.$Shape|null;
              promote?: lol.v1.PromoteMember.$Shape|null;
              demote?: lol.v1.DemoteMember.$Shape|null;
              replace?: lol.v1.ReplaceMember.$Shape|null;
              renew?: lol.v1.RenewMember.$Shape|null;
              move?: lol.v1.MoveMember.$Shape|null;
              prioritize?: lol.v1.PrioritizeMember.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ change?: undefined; add?: null; remove?: null; promote?: null; demote?: null; replace?: null; renew?: null; move?: null; prioritize?: null }|{ change?: "add"; add: lol.v1.AddMember.$Shape; remove?: null; promote?: null; demote?: null; replace?: null; renew?: null; move?: null; prioritize?: null }|{ change?: "remove"; add?: null; remove: lol.v1.RemoveMember.$Shape; promote?: null; demote?: null; replace?: null; renew?: null; move?: null; prioritize?: null }|{ change?: "promote"; add?: null; remove?: null; promote: lol.v1.PromoteMember.$Shape; demote?: null; replace?: null; renew?: null; move?: null; prioritize?: null }|{ change?: "demote"; add?: null; remove?: null; promote?: null; demote: lol.v1.DemoteMember.$Shape; replace?: null; renew?: null; move?: null; prioritize?: null }|{ change?: "replace"; add?: null; remove?: null; promote?: null; demote?: null; replace: lol.v1.ReplaceMember.$Shape; renew?: null; move?: null; prioritize?: null }|{ change?: "renew"; add?: null; remove?: null; promote?: null; demote?: null; replace?: null; renew: lol.v1.RenewMember.$Shape; move?: null; prioritize?: null }|{ change?: "move"; add?: null; remove?: null; promote?: null; demote?: null; replace?: null; renew?: null; move: lol.v1.MoveMember.$Shape; prioritize?: null }|{ change?: "prioritize"; add?: null; remove?: null; promote?: null; demote?: null; replace?: null; renew?: null; move?: null; prioritize: lol.v1.PrioritizeMember.$Shape })
            );
        }

        /**
         * Properties of an AddMember.
         * @deprecated Use lol.v1.AddMember.$Properties instead.
         */
        interface IAddMember extends lol.v1.AddMember.$Properties {
        }

        /** A new member, or a learner that becomes a voter. */
        class AddMember {

            /**
             * Constructs a new AddMember.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.AddMember.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AddMember id. */
            id: string;

            /** AddMember address. */
            address: string;

            /** AddMember role. */
            role: lol.v1.PeerRole;

            /**
             * Encodes the specified AddMember message. Does not implicitly {@link lol.v1.AddMember.verify|verify} messages.
             * @param message AddMember message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.AddMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AddMember message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.AddMember & lol.v1.AddMember.$Shape} AddMember
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.AddMember & lol.v1.AddMember.$Shape;
        }

        namespace AddMember {

            /** Properties of an AddMember. */
            interface $Properties {

                /** AddMember id */
                id?: (string|null);

                /** AddMember address */
                address?: (string|null);

                /** AddMember role */
                role?: (lol.v1.PeerRole|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AddMember. */
            type $Shape = lol.v1.AddMember.$Properties;
        }

        /**
         * Properties of a RemoveMember.
         * @deprecated Use lol.v1.RemoveMember.$Properties instead.
         */
        interface IRemoveMember extends lol.v1.RemoveMember.$Properties {
        }

        /** Represents a RemoveMember. */
        class RemoveMember {

            /**
             * Constructs a new RemoveMember.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.RemoveMember.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RemoveMember id. */
            id: string;

            /**
             * Encodes the specified RemoveMember message. Does not implicitly {@link lol.v1.RemoveMember.verify|verify} messages.
             * @param message RemoveMember message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.RemoveMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RemoveMember message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.RemoveMember & lol.v1.RemoveMember.$Shape} RemoveMember
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.RemoveMember & lol.v1.RemoveMember.$Shape;
        }

        namespace RemoveMember {

            /** Properties of a RemoveMember. */
            interface $Properties {

                /** RemoveMember id */
                id?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RemoveMember. */
            type $Shape = lol.v1.RemoveMember.$Properties;
        }

        /**
         * Properties of a PromoteMember.
         * @deprecated Use lol.v1.PromoteMember.$Properties instead.
         */
        interface IPromoteMember extends lol.v1.PromoteMember.$Properties {
        }

        /** A learner becomes a voter, once it has caught up. */
        class PromoteMember {

            /**
             * Constructs a new PromoteMember.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.PromoteMember.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PromoteMember id. */
            id: string;

            /**
             * Encodes the specified PromoteMember message. Does not implicitly {@link lol.v1.PromoteMember.verify|verify} messages.
             * @param message PromoteMember message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.PromoteMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PromoteMember message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.PromoteMember & lol.v1.PromoteMember.$Shape} PromoteMember
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.PromoteMember & lol.v1.PromoteMember.$Shape;
        }

        namespace PromoteMember {

            /** Properties of a PromoteMember. */
            interface $Properties {

                /** PromoteMember id */
                id?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PromoteMember. */
            type $Shape = lol.v1.PromoteMember.$Properties;
        }

        /**
         * Properties of a DemoteMember.
         * @deprecated Use lol.v1.DemoteMember.$Properties instead.
         */
        interface IDemoteMember extends lol.v1.DemoteMember.$Properties {
        }

        /** A voter becomes a learner. */
        class DemoteMember {

            /**
             * Constructs a new DemoteMember.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.DemoteMember.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DemoteMember id. */
            id: string;

            /**
             * Encodes the specified DemoteMember message. Does not implicitly {@link lol.v1.DemoteMember.verify|verify} messages.
             * @param message DemoteMember message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.DemoteMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DemoteMember message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.DemoteMember & lol.v1.DemoteMember.$Shape} DemoteMember
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.DemoteMember & lol.v1.DemoteMember.$Shape;
        }

        namespace DemoteMember {

            /** Properties of a DemoteMember. */
            interface $Properties {

                /** DemoteMember id */
                id?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DemoteMember. */
            type $Shape = lol.v1.DemoteMember.$Properties;
        }

        /**
         * Properties of a ReplaceMember.
         * @deprecated Use lol.v1.ReplaceMember.$Properties instead.
         */
        interface IReplaceMember extends lol.v1.ReplaceMember.$Properties {
        }

        /** Another node takes the seat of `id`: its role and its priority. */
        class ReplaceMember {

            /**
             * Constructs a new ReplaceMember.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.ReplaceMember.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReplaceMember id. */
            id: string;

            /** ReplaceMember byId. */
            byId: string;

            /** ReplaceMember byAddress. */
            byAddress: string;

            /**
             * Encodes the specified ReplaceMember message. Does not implicitly {@link lol.v1.ReplaceMember.verify|verify} messages.
             * @param message ReplaceMember message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.ReplaceMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReplaceMember message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.ReplaceMember & lol.v1.ReplaceMember.$Shape} ReplaceMember
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.ReplaceMember & lol.v1.ReplaceMember.$Shape;
        }

        namespace ReplaceMember {

            /** Properties of a ReplaceMember. */
            interface $Properties {

                /** ReplaceMember id */
                id?: (string|null);

                /** ReplaceMember byId */
                byId?: (string|null);

                /** ReplaceMember byAddress */
                byAddress?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReplaceMember. */
            type $Shape = lol.v1.ReplaceMember.$Properties;
        }

        /**
         * Properties of a RenewMember.
         * @deprecated Use lol.v1.RenewMember.$Properties instead.
         */
        interface IRenewMember extends lol.v1.RenewMember.$Properties {
        }

        /** The member comes back with another data directory, since the one that it is bound to is lost. */
        class RenewMember {

            /**
             * Constructs a new RenewMember.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.RenewMember.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RenewMember id. */
            id: string;

            /**
             * Encodes the specified RenewMember message. Does not implicitly {@link lol.v1.RenewMember.verify|verify} messages.
             * @param message RenewMember message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.RenewMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RenewMember message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.RenewMember & lol.v1.RenewMember.$Shape} RenewMember
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.RenewMember & lol.v1.RenewMember.$Shape;
        }

        namespace RenewMember {

            /** Properties of a RenewMember. */
            interface $Properties {

                /** RenewMember id */
                id?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RenewMember. */
            type $Shape = lol.v1.RenewMember.$Properties;
        }

        /**
         * Properties of a MoveMember.
         * @deprecated Use lol.v1.MoveMember.$Properties instead.
         */
        interface IMoveMember extends lol.v1.MoveMember.$Properties {
        }

        /** Represents a MoveMember. */
        class MoveMember {

            /**
             * Constructs a new MoveMember.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.MoveMember.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MoveMember id. */
            id: string;

            /** MoveMember address. */
            address: string;

            /**
             * Encodes the specified MoveMember message. Does not implicitly {@link lol.v1.MoveMember.verify|verify} messages.
             * @param message MoveMember message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.MoveMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MoveMember message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.MoveMember & lol.v1.MoveMember.$Shape} MoveMember
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.MoveMember & lol.v1.MoveMember.$Shape;
        }

        namespace MoveMember {

            /** Properties of a MoveMember. */
            interface $Properties {

                /** MoveMember id */
                id?: (string|null);

                /** MoveMember address */
                address?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MoveMember. */
            type $Shape = lol.v1.MoveMember.$Properties;
        }

        /**
         * Properties of a PrioritizeMember.
         * @deprecated Use lol.v1.PrioritizeMember.$Properties instead.
         */
        interface IPrioritizeMember extends lol.v1.PrioritizeMember.$Properties {
        }

        /** Represents a PrioritizeMember. */
        class PrioritizeMember {

            /**
             * Constructs a new PrioritizeMember.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.PrioritizeMember.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrioritizeMember id. */
            id: string;

            /** 0 to 1,000,000. */
            priority: number;

            /**
             * Encodes the specified PrioritizeMember message. Does not implicitly {@link lol.v1.PrioritizeMember.verify|verify} messages.
             * @param message PrioritizeMember message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.PrioritizeMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrioritizeMember message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.PrioritizeMember & lol.v1.PrioritizeMember.$Shape} PrioritizeMember
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.PrioritizeMember & lol.v1.PrioritizeMember.$Shape;
        }

        namespace PrioritizeMember {

            /** Properties of a PrioritizeMember. */
            interface $Properties {

                /** PrioritizeMember id */
                id?: (string|null);

                /** 0 to 1,000,000. */
                priority?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrioritizeMember. */
            type $Shape = lol.v1.PrioritizeMember.$Properties;
        }

        /**
         * Properties of a ChangeMembershipResponse.
         * @deprecated Use lol.v1.ChangeMembershipResponse.$Properties instead.
         */
        interface IChangeMembershipResponse extends lol.v1.ChangeMembershipResponse.$Properties {
        }

        /** The configuration of the entry `index` is committed. */
        class ChangeMembershipResponse {

            /**
             * Constructs a new ChangeMembershipResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.ChangeMembershipResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChangeMembershipResponse index. */
            index: number;

            /**
             * Encodes the specified ChangeMembershipResponse message. Does not implicitly {@link lol.v1.ChangeMembershipResponse.verify|verify} messages.
             * @param message ChangeMembershipResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.ChangeMembershipResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChangeMembershipResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.ChangeMembershipResponse & lol.v1.ChangeMembershipResponse.$Shape} ChangeMembershipResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.ChangeMembershipResponse & lol.v1.ChangeMembershipResponse.$Shape;
        }

        namespace ChangeMembershipResponse {

            /** Properties of a ChangeMembershipResponse. */
            interface $Properties {

                /** ChangeMembershipResponse index */
                index?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChangeMembershipResponse. */
            type $Shape = lol.v1.ChangeMembershipResponse.$Properties;
        }

        /**
         * Properties of a TransferLeadershipRequest.
         * @deprecated Use lol.v1.TransferLeadershipRequest.$Properties instead.
         */
        interface ITransferLeadershipRequest extends lol.v1.TransferLeadershipRequest.$Properties {
        }

        /** Hands leadership over, at the leader, and waits until the other one leads. */
        class TransferLeadershipRequest {

            /**
             * Constructs a new TransferLeadershipRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.TransferLeadershipRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TransferLeadershipRequest group. */
            group: string;

            /** Absent: the fittest voter. */
            target?: (string|null);

            /**
             * Encodes the specified TransferLeadershipRequest message. Does not implicitly {@link lol.v1.TransferLeadershipRequest.verify|verify} messages.
             * @param message TransferLeadershipRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.TransferLeadershipRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TransferLeadershipRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.TransferLeadershipRequest & lol.v1.TransferLeadershipRequest.$Shape} TransferLeadershipRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.TransferLeadershipRequest & lol.v1.TransferLeadershipRequest.$Shape;
        }

        namespace TransferLeadershipRequest {

            /** Properties of a TransferLeadershipRequest. */
            interface $Properties {

                /** TransferLeadershipRequest group */
                group?: (string|null);

                /** Absent: the fittest voter. */
                target?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TransferLeadershipRequest. */
            type $Shape = lol.v1.TransferLeadershipRequest.$Properties;
        }

        /**
         * Properties of a TransferLeadershipResponse.
         * @deprecated Use lol.v1.TransferLeadershipResponse.$Properties instead.
         */
        interface ITransferLeadershipResponse extends lol.v1.TransferLeadershipResponse.$Properties {
        }

        /** Represents a TransferLeadershipResponse. */
        class TransferLeadershipResponse {

            /**
             * Constructs a new TransferLeadershipResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.TransferLeadershipResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TransferLeadershipResponse leader. */
            leader: string;

            /** TransferLeadershipResponse term. */
            term: number;

            /**
             * Encodes the specified TransferLeadershipResponse message. Does not implicitly {@link lol.v1.TransferLeadershipResponse.verify|verify} messages.
             * @param message TransferLeadershipResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.TransferLeadershipResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TransferLeadershipResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.TransferLeadershipResponse & lol.v1.TransferLeadershipResponse.$Shape} TransferLeadershipResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.TransferLeadershipResponse & lol.v1.TransferLeadershipResponse.$Shape;
        }

        namespace TransferLeadershipResponse {

            /** Properties of a TransferLeadershipResponse. */
            interface $Properties {

                /** TransferLeadershipResponse leader */
                leader?: (string|null);

                /** TransferLeadershipResponse term */
                term?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TransferLeadershipResponse. */
            type $Shape = lol.v1.TransferLeadershipResponse.$Properties;
        }

        /**
         * Properties of a TuneRequest.
         * @deprecated Use lol.v1.TuneRequest.$Properties instead.
         */
        interface ITuneRequest extends lol.v1.TuneRequest.$Properties {
        }

        /**
         * Changes settings: all that are named, or none. Those of the node on the node asked, until it is started again; those of the group
         * ("group." before their names) at the leader, through the log. Settings of both kinds take two requests. None: tells what they are.
         */
        class TuneRequest {

            /**
             * Constructs a new TuneRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.TuneRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TuneRequest group. */
            group: string;

            /** At most 256, each name once; only name and value are looked at. */
            settings: lol.v1.Setting.$Properties[];

            /** Of the group: only if the configuration is still the entry of this index; absent: whatever it is. */
            expected?: (number|null);

            /**
             * Encodes the specified TuneRequest message. Does not implicitly {@link lol.v1.TuneRequest.verify|verify} messages.
             * @param message TuneRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.TuneRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TuneRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.TuneRequest & lol.v1.TuneRequest.$Shape} TuneRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.TuneRequest & lol.v1.TuneRequest.$Shape;
        }

        namespace TuneRequest {

            /** Properties of a TuneRequest. */
            interface $Properties {

                /** TuneRequest group */
                group?: (string|null);

                /** At most 256, each name once; only name and value are looked at. */
                settings?: (lol.v1.Setting.$Properties[]|null);

                /** Of the group: only if the configuration is still the entry of this index; absent: whatever it is. */
                expected?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TuneRequest. */
            type $Shape = {
              group?: string|null;
              settings?: lol.v1.Setting.$Shape[]|null;
              expected?: number|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Setting.
         * @deprecated Use lol.v1.Setting.$Properties instead.
         */
        interface ISetting extends lol.v1.Setting.$Properties {
        }

        /** Represents a Setting. */
        class Setting {

            /**
             * Constructs a new Setting.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.Setting.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** 1 to 128 printable ASCII characters, such as "compaction.entries". */
            name: string;

            /** Milliseconds, bytes or whatever the setting counts. Infinity switches a bound off; NaN is refused. */
            number?: (number|null);

            /** At most 1,024 characters. */
            text?: (string|null);

            /** Setting flag. */
            flag?: (boolean|null);

            /** Otherwise it is fixed when the node starts, or for the whole cluster when that is founded. */
            tunable: boolean;

            /** The members have agreed on it, and the log carries it; otherwise it is the node's. */
            group: boolean;

            /** Setting defaultNumber. */
            defaultNumber?: (number|null);

            /** Setting defaultText. */
            defaultText?: (string|null);

            /** Setting defaultFlag. */
            defaultFlag?: (boolean|null);

            /** What a number counts: at most 128 printable ASCII characters, such as "bytes". */
            unit: string;

            /** A number is possible from `min` to `max`, both included. */
            min?: (number|null);

            /** Setting max. */
            max?: (number|null);

            /** The texts that are possible: at most 256. */
            choices: string[];

            /** Setting value. */
            value?: ("number"|"text"|"flag");

            /** What follows is absent where the node does not say it, and in requests. What it is where nobody has said otherwise: */
            default_?: ("defaultNumber"|"defaultText"|"defaultFlag");

            /**
             * Encodes the specified Setting message. Does not implicitly {@link lol.v1.Setting.verify|verify} messages.
             * @param message Setting message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.Setting.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Setting message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.Setting & lol.v1.Setting.$Shape} Setting
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.Setting & lol.v1.Setting.$Shape;
        }

        namespace Setting {

            /** Properties of a Setting. */
            interface $Properties {

                /** 1 to 128 printable ASCII characters, such as "compaction.entries". */
                name?: (string|null);

                /** Milliseconds, bytes or whatever the setting counts. Infinity switches a bound off; NaN is refused. */
                number?: (number|null);

                /** At most 1,024 characters. */
                text?: (string|null);

                /** Setting flag */
                flag?: (boolean|null);

                /** Otherwise it is fixed when the node starts, or for the whole cluster when that is founded. */
                tunable?: (boolean|null);

                /** The members have agreed on it, and the log carries it; otherwise it is the node's. */
                group?: (boolean|null);

                /** Setting defaultNumber */
                defaultNumber?: (number|null);

                /** Setting defaultText */
                defaultText?: (string|null);

                /** Setting defaultFlag */
                defaultFlag?: (boolean|null);

                /** What a number counts: at most 128 printable ASCII characters, such as "bytes". */
                unit?: (string|null);

                /** A number is possible from `min` to `max`, both included. */
                min?: (number|null);

                /** Setting max */
                max?: (number|null);

                /** The texts that are possible: at most 256. */
                choices?: (string[]|null);

                /** Setting value */
                value?: ("number"|"text"|"flag");

                /** What follows is absent where the node does not say it, and in requests. What it is where nobody has said otherwise: */
                default?: ("defaultNumber"|"defaultText"|"defaultFlag");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Setting. */
            type $Shape = {
              name?: string|null;
              number?: number|null;
              text?: string|null;
              flag?: boolean|null;
              tunable?: boolean|null;
              group?: boolean|null;
              defaultNumber?: number|null;
              defaultText?: string|null;
              defaultFlag?: boolean|null;
              unit?: string|null;
              min?: number|null;
              max?: number|null;
              choices?: string[]|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ value?: undefined; number?: null; text?: null; flag?: null }|{ value?: "number"; number: number; text?: null; flag?: null }|{ value?: "text"; number?: null; text: string; flag?: null }|{ value?: "flag"; number?: null; text?: null; flag: boolean })
            ) & (
              ({ "default"?: undefined; defaultNumber?: null; defaultText?: null; defaultFlag?: null }|{ "default"?: "defaultNumber"; defaultNumber: number; defaultText?: null; defaultFlag?: null }|{ "default"?: "defaultText"; defaultNumber?: null; defaultText: string; defaultFlag?: null }|{ "default"?: "defaultFlag"; defaultNumber?: null; defaultText?: null; defaultFlag: boolean })
            );
        }

        /**
         * Properties of a TuneResponse.
         * @deprecated Use lol.v1.TuneResponse.$Properties instead.
         */
        interface ITuneResponse extends lol.v1.TuneResponse.$Properties {
        }

        /** All settings, as they are now. */
        class TuneResponse {

            /**
             * Constructs a new TuneResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.TuneResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** At most 256, each name once. */
            settings: lol.v1.Setting.$Properties[];

            /**
             * Encodes the specified TuneResponse message. Does not implicitly {@link lol.v1.TuneResponse.verify|verify} messages.
             * @param message TuneResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.TuneResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TuneResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.TuneResponse & lol.v1.TuneResponse.$Shape} TuneResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.TuneResponse & lol.v1.TuneResponse.$Shape;
        }

        namespace TuneResponse {

            /** Properties of a TuneResponse. */
            interface $Properties {

                /** At most 256, each name once. */
                settings?: (lol.v1.Setting.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TuneResponse. */
            type $Shape = {
              settings?: lol.v1.Setting.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a RaiseClusterVersionRequest.
         * @deprecated Use lol.v1.RaiseClusterVersionRequest.$Properties instead.
         */
        interface IRaiseClusterVersionRequest extends lol.v1.RaiseClusterVersionRequest.$Properties {
        }

        /**
         * Raises the version of the cluster, at the leader. Every member is to be connected and to run a build that supports it; there is no
         * way back. The version that there is already is no error.
         */
        class RaiseClusterVersionRequest {

            /**
             * Constructs a new RaiseClusterVersionRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.RaiseClusterVersionRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RaiseClusterVersionRequest group. */
            group: string;

            /** 1 to 2^31 - 1. */
            version: number;

            /** Only if the configuration is still the entry of this index; absent: whatever it is. */
            expected?: (number|null);

            /**
             * Encodes the specified RaiseClusterVersionRequest message. Does not implicitly {@link lol.v1.RaiseClusterVersionRequest.verify|verify} messages.
             * @param message RaiseClusterVersionRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.RaiseClusterVersionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RaiseClusterVersionRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.RaiseClusterVersionRequest & lol.v1.RaiseClusterVersionRequest.$Shape} RaiseClusterVersionRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.RaiseClusterVersionRequest & lol.v1.RaiseClusterVersionRequest.$Shape;
        }

        namespace RaiseClusterVersionRequest {

            /** Properties of a RaiseClusterVersionRequest. */
            interface $Properties {

                /** RaiseClusterVersionRequest group */
                group?: (string|null);

                /** 1 to 2^31 - 1. */
                version?: (number|null);

                /** Only if the configuration is still the entry of this index; absent: whatever it is. */
                expected?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RaiseClusterVersionRequest. */
            type $Shape = lol.v1.RaiseClusterVersionRequest.$Properties;
        }

        /**
         * Properties of a RaiseClusterVersionResponse.
         * @deprecated Use lol.v1.RaiseClusterVersionResponse.$Properties instead.
         */
        interface IRaiseClusterVersionResponse extends lol.v1.RaiseClusterVersionResponse.$Properties {
        }

        /** The configuration of the entry `index` is committed. */
        class RaiseClusterVersionResponse {

            /**
             * Constructs a new RaiseClusterVersionResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.RaiseClusterVersionResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RaiseClusterVersionResponse index. */
            index: number;

            /**
             * Encodes the specified RaiseClusterVersionResponse message. Does not implicitly {@link lol.v1.RaiseClusterVersionResponse.verify|verify} messages.
             * @param message RaiseClusterVersionResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.RaiseClusterVersionResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RaiseClusterVersionResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.RaiseClusterVersionResponse & lol.v1.RaiseClusterVersionResponse.$Shape} RaiseClusterVersionResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.RaiseClusterVersionResponse & lol.v1.RaiseClusterVersionResponse.$Shape;
        }

        namespace RaiseClusterVersionResponse {

            /** Properties of a RaiseClusterVersionResponse. */
            interface $Properties {

                /** RaiseClusterVersionResponse index */
                index?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RaiseClusterVersionResponse. */
            type $Shape = lol.v1.RaiseClusterVersionResponse.$Properties;
        }

        /** SnapshotActivity enum. */
        enum SnapshotActivity {

            /** SNAPSHOT_ACTIVITY_UNSPECIFIED value */
            SNAPSHOT_ACTIVITY_UNSPECIFIED = 0,

            /** SNAPSHOT_ACTIVITY_IDLE value */
            SNAPSHOT_ACTIVITY_IDLE = 1,

            /** SNAPSHOT_ACTIVITY_TAKING value */
            SNAPSHOT_ACTIVITY_TAKING = 2,

            /** SNAPSHOT_ACTIVITY_FETCHING value */
            SNAPSHOT_ACTIVITY_FETCHING = 3,

            /** SNAPSHOT_ACTIVITY_INSTALLING value */
            SNAPSHOT_ACTIVITY_INSTALLING = 4,

            /** The recorded one cannot be read, and the app has no state until another one comes. */
            SNAPSHOT_ACTIVITY_UNREADABLE = 5
        }

        /**
         * Properties of a SnapshotStatus.
         * @deprecated Use lol.v1.SnapshotStatus.$Properties instead.
         */
        interface ISnapshotStatus extends lol.v1.SnapshotStatus.$Properties {
        }

        /** What a node does about snapshots. */
        class SnapshotStatus {

            /**
             * Constructs a new SnapshotStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.SnapshotStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Bytes of the newest one; 0 where there is none. */
            size: number;

            /** SnapshotStatus activity. */
            activity: lol.v1.SnapshotActivity;

            /** While fetching: bytes that are here, of `total`. */
            received: number;

            /** SnapshotStatus total. */
            total: number;

            /** Why the last attempt to take one failed, for people, at most 4,096 bytes of UTF-8. */
            failure?: (string|null);

            /**
             * Encodes the specified SnapshotStatus message. Does not implicitly {@link lol.v1.SnapshotStatus.verify|verify} messages.
             * @param message SnapshotStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.SnapshotStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SnapshotStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.SnapshotStatus & lol.v1.SnapshotStatus.$Shape} SnapshotStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.SnapshotStatus & lol.v1.SnapshotStatus.$Shape;
        }

        namespace SnapshotStatus {

            /** Properties of a SnapshotStatus. */
            interface $Properties {

                /** Bytes of the newest one; 0 where there is none. */
                size?: (number|null);

                /** SnapshotStatus activity */
                activity?: (lol.v1.SnapshotActivity|null);

                /** While fetching: bytes that are here, of `total`. */
                received?: (number|null);

                /** SnapshotStatus total */
                total?: (number|null);

                /** Why the last attempt to take one failed, for people, at most 4,096 bytes of UTF-8. */
                failure?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SnapshotStatus. */
            type $Shape = lol.v1.SnapshotStatus.$Properties;
        }

        /** NodeRole enum. */
        enum NodeRole {

            /** NODE_ROLE_UNSPECIFIED value */
            NODE_ROLE_UNSPECIFIED = 0,

            /** NODE_ROLE_FOLLOWER value */
            NODE_ROLE_FOLLOWER = 1,

            /** NODE_ROLE_PRE_CANDIDATE value */
            NODE_ROLE_PRE_CANDIDATE = 2,

            /** NODE_ROLE_CANDIDATE value */
            NODE_ROLE_CANDIDATE = 3,

            /** NODE_ROLE_LEADER value */
            NODE_ROLE_LEADER = 4
        }

        /**
         * Properties of a NodeStatus.
         * @deprecated Use lol.v1.NodeStatus.$Properties instead.
         */
        interface INodeStatus extends lol.v1.NodeStatus.$Properties {
        }

        /** A node's own account of one group. */
        class NodeStatus {

            /**
             * Constructs a new NodeStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.NodeStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NodeStatus group. */
            group: string;

            /** NodeStatus id. */
            id: string;

            /** NodeStatus clusterId. */
            clusterId: string;

            /** NodeStatus storeId. */
            storeId: string;

            /** NodeStatus role. */
            role: lol.v1.NodeRole;

            /** NodeStatus term. */
            term: number;

            /** Absent where none is known. */
            leader?: (string|null);

            /** NodeStatus leaderAddress. */
            leaderAddress?: (string|null);

            /** NodeStatus commitIndex. */
            commitIndex: number;

            /** NodeStatus appliedIndex. */
            appliedIndex: number;

            /** NodeStatus firstIndex. */
            firstIndex: number;

            /** NodeStatus lastIndex. */
            lastIndex: number;

            /** NodeStatus lastTerm. */
            lastTerm: number;

            /** Up to here the node's own log is synced. */
            durableIndex: number;

            /** NodeStatus snapshotIndex. */
            snapshotIndex: number;

            /** NodeStatus clusterVersion. */
            clusterVersion: number;

            /** Suspicion of the leader; absent at the leader or where none is known. */
            phi?: (number|null);

            /** At most 1,024. */
            peers: lol.v1.PeerStatus.$Properties[];

            /** Why the group has stopped on this node, for people, at most 4,096 bytes of UTF-8; absent while it runs. */
            failure?: (string|null);

            /** Absent: there is none, and nothing is done about it. */
            snapshot?: (lol.v1.SnapshotStatus.$Properties|null);

            /** The configuration in effect. Absent: the node knows none yet. */
            membership?: (lol.v1.MembershipStatus.$Properties|null);

            /** What follows is absent where the node does not say it. */
            build?: (lol.v1.BuildStatus.$Properties|null);

            /** Milliseconds since the group began on this node. */
            uptime?: (number|null);

            /** NodeStatus pending. */
            pending?: (lol.v1.PendingStatus.$Properties|null);

            /** NodeStatus disk. */
            disk?: (lol.v1.DiskStatus.$Properties|null);

            /** Those that are not what they are by default, name and value alone; at most 256. */
            settings: lol.v1.Setting.$Properties[];

            /**
             * Encodes the specified NodeStatus message. Does not implicitly {@link lol.v1.NodeStatus.verify|verify} messages.
             * @param message NodeStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.NodeStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NodeStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.NodeStatus & lol.v1.NodeStatus.$Shape} NodeStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.NodeStatus & lol.v1.NodeStatus.$Shape;
        }

        namespace NodeStatus {

            /** Properties of a NodeStatus. */
            interface $Properties {

                /** NodeStatus group */
                group?: (string|null);

                /** NodeStatus id */
                id?: (string|null);

                /** NodeStatus clusterId */
                clusterId?: (string|null);

                /** NodeStatus storeId */
                storeId?: (string|null);

                /** NodeStatus role */
                role?: (lol.v1.NodeRole|null);

                /** NodeStatus term */
                term?: (number|null);

                /** Absent where none is known. */
                leader?: (string|null);

                /** NodeStatus leaderAddress */
                leaderAddress?: (string|null);

                /** NodeStatus commitIndex */
                commitIndex?: (number|null);

                /** NodeStatus appliedIndex */
                appliedIndex?: (number|null);

                /** NodeStatus firstIndex */
                firstIndex?: (number|null);

                /** NodeStatus lastIndex */
                lastIndex?: (number|null);

                /** NodeStatus lastTerm */
                lastTerm?: (number|null);

                /** Up to here the node's own log is synced. */
                durableIndex?: (number|null);

                /** NodeStatus snapshotIndex */
                snapshotIndex?: (number|null);

                /** NodeStatus clusterVersion */
                clusterVersion?: (number|null);

                /** Suspicion of the leader; absent at the leader or where none is known. */
                phi?: (number|null);

                /** At most 1,024. */
                peers?: (lol.v1.PeerStatus.$Properties[]|null);

                /** Why the group has stopped on this node, for people, at most 4,096 bytes of UTF-8; absent while it runs. */
                failure?: (string|null);

                /** Absent: there is none, and nothing is done about it. */
                snapshot?: (lol.v1.SnapshotStatus.$Properties|null);

                /** The configuration in effect. Absent: the node knows none yet. */
                membership?: (lol.v1.MembershipStatus.$Properties|null);

                /** What follows is absent where the node does not say it. */
                build?: (lol.v1.BuildStatus.$Properties|null);

                /** Milliseconds since the group began on this node. */
                uptime?: (number|null);

                /** NodeStatus pending */
                pending?: (lol.v1.PendingStatus.$Properties|null);

                /** NodeStatus disk */
                disk?: (lol.v1.DiskStatus.$Properties|null);

                /** Those that are not what they are by default, name and value alone; at most 256. */
                settings?: (lol.v1.Setting.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NodeStatus. */
            type $Shape = {
              group?: string|null;
              id?: string|null;
              clusterId?: string|null;
              storeId?: string|null;
              role?: lol.v1.NodeRole|null;
              term?: number|null;
              leader?: string|null;
              leaderAddress?: string|null;
              commitIndex?: number|null;
              appliedIndex?: number|null;
              firstIndex?: number|null;
              lastIndex?: number|null;
              lastTerm?: number|null;
              durableIndex?: number|null;
              snapshotIndex?: number|null;
              clusterVersion?: number|null;
              phi?: number|null;
              peers?: lol.v1.PeerStatus.$Shape[]|null;
              failure?: string|null;
              snapshot?: lol.v1.SnapshotStatus.$Shape|null;
              membership?: lol.v1.MembershipStatus.$Shape|null;
              build?: lol.v1.BuildStatus.$Shape|null;
              uptime?: number|null;
              pending?: lol.v1.PendingStatus.$Shape|null;
              disk?: lol.v1.DiskStatus.$Shape|null;
              settings?: lol.v1.Setting.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a VersionRange.
         * @deprecated Use lol.v1.VersionRange.$Properties instead.
         */
        interface IVersionRange extends lol.v1.VersionRange.$Properties {
        }

        /** Cluster versions, both included, 1 to 2^31 - 1. */
        class VersionRange {

            /**
             * Constructs a new VersionRange.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.VersionRange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** VersionRange min. */
            min: number;

            /** VersionRange max. */
            max: number;

            /**
             * Encodes the specified VersionRange message. Does not implicitly {@link lol.v1.VersionRange.verify|verify} messages.
             * @param message VersionRange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.VersionRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a VersionRange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.VersionRange & lol.v1.VersionRange.$Shape} VersionRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.VersionRange & lol.v1.VersionRange.$Shape;
        }

        namespace VersionRange {

            /** Properties of a VersionRange. */
            interface $Properties {

                /** VersionRange min */
                min?: (number|null);

                /** VersionRange max */
                max?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a VersionRange. */
            type $Shape = lol.v1.VersionRange.$Properties;
        }

        /**
         * Properties of a BuildStatus.
         * @deprecated Use lol.v1.BuildStatus.$Properties instead.
         */
        interface IBuildStatus extends lol.v1.BuildStatus.$Properties {
        }

        /** Represents a BuildStatus. */
        class BuildStatus {

            /**
             * Constructs a new BuildStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.BuildStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Of its packages, for people: at most 128 printable ASCII characters. */
            version: string;

            /** The cluster versions that it knows. */
            versions?: (lol.v1.VersionRange.$Properties|null);

            /**
             * Encodes the specified BuildStatus message. Does not implicitly {@link lol.v1.BuildStatus.verify|verify} messages.
             * @param message BuildStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.BuildStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BuildStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.BuildStatus & lol.v1.BuildStatus.$Shape} BuildStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.BuildStatus & lol.v1.BuildStatus.$Shape;
        }

        namespace BuildStatus {

            /** Properties of a BuildStatus. */
            interface $Properties {

                /** Of its packages, for people: at most 128 printable ASCII characters. */
                version?: (string|null);

                /** The cluster versions that it knows. */
                versions?: (lol.v1.VersionRange.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BuildStatus. */
            type $Shape = lol.v1.BuildStatus.$Properties;
        }

        /**
         * Properties of a PendingStatus.
         * @deprecated Use lol.v1.PendingStatus.$Properties instead.
         */
        interface IPendingStatus extends lol.v1.PendingStatus.$Properties {
        }

        /** Calls of the group on the node that are not settled. */
        class PendingStatus {

            /**
             * Constructs a new PendingStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.PendingStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PendingStatus writes. */
            writes: number;

            /** PendingStatus writeBytes. */
            writeBytes: number;

            /** PendingStatus reads. */
            reads: number;

            /** At the leader: bytes that are appended and not committed. */
            uncommittedBytes: number;

            /**
             * Encodes the specified PendingStatus message. Does not implicitly {@link lol.v1.PendingStatus.verify|verify} messages.
             * @param message PendingStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.PendingStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PendingStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.PendingStatus & lol.v1.PendingStatus.$Shape} PendingStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.PendingStatus & lol.v1.PendingStatus.$Shape;
        }

        namespace PendingStatus {

            /** Properties of a PendingStatus. */
            interface $Properties {

                /** PendingStatus writes */
                writes?: (number|null);

                /** PendingStatus writeBytes */
                writeBytes?: (number|null);

                /** PendingStatus reads */
                reads?: (number|null);

                /** At the leader: bytes that are appended and not committed. */
                uncommittedBytes?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PendingStatus. */
            type $Shape = lol.v1.PendingStatus.$Properties;
        }

        /** DiskState enum. */
        enum DiskState {

            /** DISK_STATE_UNSPECIFIED value */
            DISK_STATE_UNSPECIFIED = 0,

            /** DISK_STATE_OK value */
            DISK_STATE_OK = 1,

            /** A write has been under way for longer than half an election timeout. */
            DISK_STATE_SLOW = 2,

            /** There is no room for entries. */
            DISK_STATE_FULL = 3
        }

        /**
         * Properties of a DiskStatus.
         * @deprecated Use lol.v1.DiskStatus.$Properties instead.
         */
        interface IDiskStatus extends lol.v1.DiskStatus.$Properties {
        }

        /** Represents a DiskStatus. */
        class DiskStatus {

            /**
             * Constructs a new DiskStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.DiskStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DiskStatus state. */
            state: lol.v1.DiskState;

            /** Writes of the group that are not durable yet, and the milliseconds for which the oldest of them has not been. */
            pendingWrites: number;

            /** DiskStatus oldest. */
            oldest: number;

            /**
             * Encodes the specified DiskStatus message. Does not implicitly {@link lol.v1.DiskStatus.verify|verify} messages.
             * @param message DiskStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.DiskStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DiskStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.DiskStatus & lol.v1.DiskStatus.$Shape} DiskStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.DiskStatus & lol.v1.DiskStatus.$Shape;
        }

        namespace DiskStatus {

            /** Properties of a DiskStatus. */
            interface $Properties {

                /** DiskStatus state */
                state?: (lol.v1.DiskState|null);

                /** Writes of the group that are not durable yet, and the milliseconds for which the oldest of them has not been. */
                pendingWrites?: (number|null);

                /** DiskStatus oldest */
                oldest?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DiskStatus. */
            type $Shape = lol.v1.DiskStatus.$Properties;
        }

        /** In a joint configuration INCOMING votes in the new half alone and OUTGOING in the old one; a voter has both. */
        enum MemberRole {

            /** MEMBER_ROLE_UNSPECIFIED value */
            MEMBER_ROLE_UNSPECIFIED = 0,

            /** MEMBER_ROLE_VOTER value */
            MEMBER_ROLE_VOTER = 1,

            /** MEMBER_ROLE_INCOMING value */
            MEMBER_ROLE_INCOMING = 2,

            /** MEMBER_ROLE_OUTGOING value */
            MEMBER_ROLE_OUTGOING = 3,

            /** MEMBER_ROLE_LEARNER value */
            MEMBER_ROLE_LEARNER = 4
        }

        /**
         * Properties of a MemberStatus.
         * @deprecated Use lol.v1.MemberStatus.$Properties instead.
         */
        interface IMemberStatus extends lol.v1.MemberStatus.$Properties {
        }

        /** Represents a MemberStatus. */
        class MemberStatus {

            /**
             * Constructs a new MemberStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.MemberStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MemberStatus id. */
            id: string;

            /** MemberStatus address. */
            address: string;

            /** MemberStatus role. */
            role: lol.v1.MemberRole;

            /** The store that the id is bound to: 32 hexadecimal digits; absent until a leader has met it. */
            store?: (string|null);

            /** 0 to 1,000,000. */
            priority: number;

            /**
             * Encodes the specified MemberStatus message. Does not implicitly {@link lol.v1.MemberStatus.verify|verify} messages.
             * @param message MemberStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.MemberStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MemberStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.MemberStatus & lol.v1.MemberStatus.$Shape} MemberStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.MemberStatus & lol.v1.MemberStatus.$Shape;
        }

        namespace MemberStatus {

            /** Properties of a MemberStatus. */
            interface $Properties {

                /** MemberStatus id */
                id?: (string|null);

                /** MemberStatus address */
                address?: (string|null);

                /** MemberStatus role */
                role?: (lol.v1.MemberRole|null);

                /** The store that the id is bound to: 32 hexadecimal digits; absent until a leader has met it. */
                store?: (string|null);

                /** 0 to 1,000,000. */
                priority?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MemberStatus. */
            type $Shape = lol.v1.MemberStatus.$Properties;
        }

        /**
         * Properties of a MembershipStatus.
         * @deprecated Use lol.v1.MembershipStatus.$Properties instead.
         */
        interface IMembershipStatus extends lol.v1.MembershipStatus.$Properties {
        }

        /** Represents a MembershipStatus. */
        class MembershipStatus {

            /**
             * Constructs a new MembershipStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.MembershipStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Of the configuration's entry. */
            index: number;

            /** MembershipStatus committed. */
            committed: boolean;

            /** MembershipStatus joint. */
            joint: boolean;

            /** At most 1,024, as of those that follow. */
            members: lol.v1.MemberStatus.$Properties[];

            /** At the leader: who has to catch up before the change under way can go on. */
            catchingUp: lol.v1.CatchUpStatus.$Properties[];

            /**
             * Encodes the specified MembershipStatus message. Does not implicitly {@link lol.v1.MembershipStatus.verify|verify} messages.
             * @param message MembershipStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.MembershipStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MembershipStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.MembershipStatus & lol.v1.MembershipStatus.$Shape} MembershipStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.MembershipStatus & lol.v1.MembershipStatus.$Shape;
        }

        namespace MembershipStatus {

            /** Properties of a MembershipStatus. */
            interface $Properties {

                /** Of the configuration's entry. */
                index?: (number|null);

                /** MembershipStatus committed */
                committed?: (boolean|null);

                /** MembershipStatus joint */
                joint?: (boolean|null);

                /** At most 1,024, as of those that follow. */
                members?: (lol.v1.MemberStatus.$Properties[]|null);

                /** At the leader: who has to catch up before the change under way can go on. */
                catchingUp?: (lol.v1.CatchUpStatus.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MembershipStatus. */
            type $Shape = lol.v1.MembershipStatus.$Properties;
        }

        /**
         * Properties of a CatchUpStatus.
         * @deprecated Use lol.v1.CatchUpStatus.$Properties instead.
         */
        interface ICatchUpStatus extends lol.v1.CatchUpStatus.$Properties {
        }

        /** One on the way to a vote: it has the log up to `match_index`, and this round ends at `target`. */
        class CatchUpStatus {

            /**
             * Constructs a new CatchUpStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.CatchUpStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CatchUpStatus id. */
            id: string;

            /** CatchUpStatus matchIndex. */
            matchIndex: number;

            /** CatchUpStatus target. */
            target: number;

            /** CatchUpStatus round. */
            round: number;

            /**
             * Encodes the specified CatchUpStatus message. Does not implicitly {@link lol.v1.CatchUpStatus.verify|verify} messages.
             * @param message CatchUpStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.CatchUpStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CatchUpStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.CatchUpStatus & lol.v1.CatchUpStatus.$Shape} CatchUpStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.CatchUpStatus & lol.v1.CatchUpStatus.$Shape;
        }

        namespace CatchUpStatus {

            /** Properties of a CatchUpStatus. */
            interface $Properties {

                /** CatchUpStatus id */
                id?: (string|null);

                /** CatchUpStatus matchIndex */
                matchIndex?: (number|null);

                /** CatchUpStatus target */
                target?: (number|null);

                /** CatchUpStatus round */
                round?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CatchUpStatus. */
            type $Shape = lol.v1.CatchUpStatus.$Properties;
        }

        /** PeerRole enum. */
        enum PeerRole {

            /** PEER_ROLE_UNSPECIFIED value */
            PEER_ROLE_UNSPECIFIED = 0,

            /** PEER_ROLE_VOTER value */
            PEER_ROLE_VOTER = 1,

            /** PEER_ROLE_LEARNER value */
            PEER_ROLE_LEARNER = 2
        }

        /**
         * Properties of a PeerStatus.
         * @deprecated Use lol.v1.PeerStatus.$Properties instead.
         */
        interface IPeerStatus extends lol.v1.PeerStatus.$Properties {
        }

        /** Represents a PeerStatus. */
        class PeerStatus {

            /**
             * Constructs a new PeerStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.PeerStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PeerStatus id. */
            id: string;

            /** PeerStatus address. */
            address: string;

            /** PeerStatus role. */
            role: lol.v1.PeerRole;

            /** PeerStatus connected. */
            connected: boolean;

            /** Present at the leader. */
            replication?: (lol.v1.Replication.$Properties|null);

            /** The cluster versions that its build knows, as it said when it was last connected; absent where it never was. */
            versions?: (lol.v1.VersionRange.$Properties|null);

            /**
             * Encodes the specified PeerStatus message. Does not implicitly {@link lol.v1.PeerStatus.verify|verify} messages.
             * @param message PeerStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.PeerStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PeerStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.PeerStatus & lol.v1.PeerStatus.$Shape} PeerStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.PeerStatus & lol.v1.PeerStatus.$Shape;
        }

        namespace PeerStatus {

            /** Properties of a PeerStatus. */
            interface $Properties {

                /** PeerStatus id */
                id?: (string|null);

                /** PeerStatus address */
                address?: (string|null);

                /** PeerStatus role */
                role?: (lol.v1.PeerRole|null);

                /** PeerStatus connected */
                connected?: (boolean|null);

                /** Present at the leader. */
                replication?: (lol.v1.Replication.$Properties|null);

                /** The cluster versions that its build knows, as it said when it was last connected; absent where it never was. */
                versions?: (lol.v1.VersionRange.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PeerStatus. */
            type $Shape = lol.v1.PeerStatus.$Properties;
        }

        /** ReplicationState enum. */
        enum ReplicationState {

            /** REPLICATION_STATE_UNSPECIFIED value */
            REPLICATION_STATE_UNSPECIFIED = 0,

            /** REPLICATION_STATE_PROBE value */
            REPLICATION_STATE_PROBE = 1,

            /** REPLICATION_STATE_REPLICATE value */
            REPLICATION_STATE_REPLICATE = 2,

            /** What it lacks is compacted: it fetches a snapshot. */
            REPLICATION_STATE_SNAPSHOT = 3
        }

        /**
         * Properties of a Replication.
         * @deprecated Use lol.v1.Replication.$Properties instead.
         */
        interface IReplication extends lol.v1.Replication.$Properties {
        }

        /** A leader's view of one peer's log. */
        class Replication {

            /**
             * Constructs a new Replication.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.Replication.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Replication state. */
            state: lol.v1.ReplicationState;

            /** Replication matchIndex. */
            matchIndex: number;

            /** Replication nextIndex. */
            nextIndex: number;

            /** Replication inflightMessages. */
            inflightMessages: number;

            /** Replication inflightBytes. */
            inflightBytes: number;

            /** Milliseconds since the peer was last heard from in this term. */
            lastContact: number;

            /** In state SNAPSHOT: the one that was offered. */
            snapshot?: (lol.v1.OfferedSnapshot.$Properties|null);

            /** Milliseconds from the beginning of a round of heartbeats to its answer, the last time; absent before the first. */
            roundTrip?: (number|null);

            /** How unusual its silence is; absent where it is not known well enough. */
            phi?: (number|null);

            /**
             * Encodes the specified Replication message. Does not implicitly {@link lol.v1.Replication.verify|verify} messages.
             * @param message Replication message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.Replication.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Replication message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.Replication & lol.v1.Replication.$Shape} Replication
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.Replication & lol.v1.Replication.$Shape;
        }

        namespace Replication {

            /** Properties of a Replication. */
            interface $Properties {

                /** Replication state */
                state?: (lol.v1.ReplicationState|null);

                /** Replication matchIndex */
                matchIndex?: (number|null);

                /** Replication nextIndex */
                nextIndex?: (number|null);

                /** Replication inflightMessages */
                inflightMessages?: (number|null);

                /** Replication inflightBytes */
                inflightBytes?: (number|null);

                /** Milliseconds since the peer was last heard from in this term. */
                lastContact?: (number|null);

                /** In state SNAPSHOT: the one that was offered. */
                snapshot?: (lol.v1.OfferedSnapshot.$Properties|null);

                /** Milliseconds from the beginning of a round of heartbeats to its answer, the last time; absent before the first. */
                roundTrip?: (number|null);

                /** How unusual its silence is; absent where it is not known well enough. */
                phi?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Replication. */
            type $Shape = lol.v1.Replication.$Properties;
        }

        /**
         * Properties of an OfferedSnapshot.
         * @deprecated Use lol.v1.OfferedSnapshot.$Properties instead.
         */
        interface IOfferedSnapshot extends lol.v1.OfferedSnapshot.$Properties {
        }

        /** Represents an OfferedSnapshot. */
        class OfferedSnapshot {

            /**
             * Constructs a new OfferedSnapshot.
             * @param [properties] Properties to set
             */
            constructor(properties?: lol.v1.OfferedSnapshot.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OfferedSnapshot index. */
            index: number;

            /** OfferedSnapshot size. */
            size: number;

            /** Bytes that the peer has of it, as it last said. */
            received: number;

            /**
             * Encodes the specified OfferedSnapshot message. Does not implicitly {@link lol.v1.OfferedSnapshot.verify|verify} messages.
             * @param message OfferedSnapshot message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lol.v1.OfferedSnapshot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OfferedSnapshot message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lol.v1.OfferedSnapshot & lol.v1.OfferedSnapshot.$Shape} OfferedSnapshot
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.v1.OfferedSnapshot & lol.v1.OfferedSnapshot.$Shape;
        }

        namespace OfferedSnapshot {

            /** Properties of an OfferedSnapshot. */
            interface $Properties {

                /** OfferedSnapshot index */
                index?: (number|null);

                /** OfferedSnapshot size */
                size?: (number|null);

                /** Bytes that the peer has of it, as it last said. */
                received?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OfferedSnapshot. */
            type $Shape = lol.v1.OfferedSnapshot.$Properties;
        }
    }
}

export import proto = lol.v1;
