// Generated from proto/ by "npm run codegen". Do not edit.
import $protobuf from "@lolraft/proto-kit/protobuf";

/** Namespace lol. */
export namespace lol {

    /** Namespace metrics. */
    namespace metrics {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a Filter.
             * @deprecated Use lol.metrics.v1.Filter.$Properties instead.
             */
            interface IFilter extends lol.metrics.v1.Filter.$Properties {
            }

            /** What is asked for; without any, everything. */
            class Filter {

                /**
                 * Constructs a new Filter.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.metrics.v1.Filter.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Metrics whose name begins with one of these; a whole name is one too. At most 64, each 1 to 128 characters of printable ASCII. */
                prefixes: string[];

                /** Series of other groups are left out; those that are of no group stay. At most 64, of groups that the node runs. */
                groups: string[];

                /**
                 * Encodes the specified Filter message. Does not implicitly {@link lol.metrics.v1.Filter.verify|verify} messages.
                 * @param message Filter message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.metrics.v1.Filter.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Filter message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.metrics.v1.Filter & lol.metrics.v1.Filter.$Shape} Filter
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.metrics.v1.Filter & lol.metrics.v1.Filter.$Shape;
            }

            namespace Filter {

                /** Properties of a Filter. */
                interface $Properties {

                    /** Metrics whose name begins with one of these; a whole name is one too. At most 64, each 1 to 128 characters of printable ASCII. */
                    prefixes?: (string[]|null);

                    /** Series of other groups are left out; those that are of no group stay. At most 64, of groups that the node runs. */
                    groups?: (string[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Filter. */
                type $Shape = lol.metrics.v1.Filter.$Properties;
            }

            /**
             * Properties of a ReadRequest.
             * @deprecated Use lol.metrics.v1.ReadRequest.$Properties instead.
             */
            interface IReadRequest extends lol.metrics.v1.ReadRequest.$Properties {
            }

            /** Represents a ReadRequest. */
            class ReadRequest {

                /**
                 * Constructs a new ReadRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.metrics.v1.ReadRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReadRequest filter. */
                filter?: (lol.metrics.v1.Filter.$Properties|null);

                /**
                 * Encodes the specified ReadRequest message. Does not implicitly {@link lol.metrics.v1.ReadRequest.verify|verify} messages.
                 * @param message ReadRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.metrics.v1.ReadRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReadRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.metrics.v1.ReadRequest & lol.metrics.v1.ReadRequest.$Shape} ReadRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.metrics.v1.ReadRequest & lol.metrics.v1.ReadRequest.$Shape;
            }

            namespace ReadRequest {

                /** Properties of a ReadRequest. */
                interface $Properties {

                    /** ReadRequest filter */
                    filter?: (lol.metrics.v1.Filter.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReadRequest. */
                type $Shape = lol.metrics.v1.ReadRequest.$Properties;
            }

            /**
             * Properties of a WatchRequest.
             * @deprecated Use lol.metrics.v1.WatchRequest.$Properties instead.
             */
            interface IWatchRequest extends lol.metrics.v1.WatchRequest.$Properties {
            }

            /** Represents a WatchRequest. */
            class WatchRequest {

                /**
                 * Constructs a new WatchRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.metrics.v1.WatchRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Milliseconds between two samples, 100 to 3,600,000. 0: 1,000. */
                interval: number;

                /** WatchRequest filter. */
                filter?: (lol.metrics.v1.Filter.$Properties|null);

                /**
                 * Encodes the specified WatchRequest message. Does not implicitly {@link lol.metrics.v1.WatchRequest.verify|verify} messages.
                 * @param message WatchRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.metrics.v1.WatchRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a WatchRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.metrics.v1.WatchRequest & lol.metrics.v1.WatchRequest.$Shape} WatchRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.metrics.v1.WatchRequest & lol.metrics.v1.WatchRequest.$Shape;
            }

            namespace WatchRequest {

                /** Properties of a WatchRequest. */
                interface $Properties {

                    /** Milliseconds between two samples, 100 to 3,600,000. 0: 1,000. */
                    interval?: (number|null);

                    /** WatchRequest filter */
                    filter?: (lol.metrics.v1.Filter.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a WatchRequest. */
                type $Shape = lol.metrics.v1.WatchRequest.$Properties;
            }

            /**
             * Properties of a Sample.
             * @deprecated Use lol.metrics.v1.Sample.$Properties instead.
             */
            interface ISample extends lol.metrics.v1.Sample.$Properties {
            }

            /** All that was asked for, at one moment. Each sample stands for itself: none is a difference to another one. */
            class Sample {

                /**
                 * Constructs a new Sample.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.metrics.v1.Sample.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Id of the node that speaks. */
                node: string;

                /**
                 * Milliseconds for which the node has counted, by a clock that nobody sets: a rate is the difference of a counter over the difference of
                 * this. Where it is smaller than before, the node was started again, and its counters have begun at 0.
                 */
                elapsed: number;

                /**
                 * What there is to know of the metrics that were asked for, whether or not they have a series by now. In the answer to Read and in the first
                 * sample of a stream; the later ones do not repeat it.
                 */
                catalogue: lol.metrics.v1.Metric.$Properties[];

                /** Metrics that have a series, in the order of the catalogue. */
                families: lol.metrics.v1.Family.$Properties[];

                /**
                 * Encodes the specified Sample message. Does not implicitly {@link lol.metrics.v1.Sample.verify|verify} messages.
                 * @param message Sample message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.metrics.v1.Sample.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Sample message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.metrics.v1.Sample & lol.metrics.v1.Sample.$Shape} Sample
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.metrics.v1.Sample & lol.metrics.v1.Sample.$Shape;
            }

            namespace Sample {

                /** Properties of a Sample. */
                interface $Properties {

                    /** Id of the node that speaks. */
                    node?: (string|null);

                    /**
                     * Milliseconds for which the node has counted, by a clock that nobody sets: a rate is the difference of a counter over the difference of
                     * this. Where it is smaller than before, the node was started again, and its counters have begun at 0.
                     */
                    elapsed?: (number|null);

                    /**
                     * What there is to know of the metrics that were asked for, whether or not they have a series by now. In the answer to Read and in the first
                     * sample of a stream; the later ones do not repeat it.
                     */
                    catalogue?: (lol.metrics.v1.Metric.$Properties[]|null);

                    /** Metrics that have a series, in the order of the catalogue. */
                    families?: (lol.metrics.v1.Family.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Sample. */
                type $Shape = {
                  node?: string|null;
                  elapsed?: number|null;
                  catalogue?: lol.metrics.v1.Metric.$Shape[]|null;
                  families?: lol.metrics.v1.Family.$Shape[]|null;
                  $unknowns?: Uint8Array[];
                };
            }

            /** Type enum. */
            enum Type {

                /** TYPE_UNSPECIFIED value */
                TYPE_UNSPECIFIED = 0,

                /** Counts from the start of the node on, and never goes down but by a new start. */
                COUNTER = 1,

                /** How something stands. */
                GAUGE = 2,

                /** How large, or how long, something was each time, counted from the start of the node on. */
                HISTOGRAM = 3
            }

            /**
             * Properties of a Metric.
             * @deprecated Use lol.metrics.v1.Metric.$Properties instead.
             */
            interface IMetric extends lol.metrics.v1.Metric.$Properties {
            }

            /** Represents a Metric. */
            class Metric {

                /**
                 * Constructs a new Metric.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.metrics.v1.Metric.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** As Prometheus has it, and docs/metrics.md. */
                name: string;

                /** Metric type. */
                type: lol.metrics.v1.Type;

                /** `seconds`, `bytes`, `entries`, `messages`, or empty. */
                unit: string;

                /** A sentence for people. */
                help: string;

                /** Names of the labels, of which each series has a value. */
                labels: string[];

                /** Of a histogram: upper bounds, inclusive and rising, of all buckets but the last, which has none. */
                bounds: number[];

                /**
                 * Encodes the specified Metric message. Does not implicitly {@link lol.metrics.v1.Metric.verify|verify} messages.
                 * @param message Metric message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.metrics.v1.Metric.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Metric message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.metrics.v1.Metric & lol.metrics.v1.Metric.$Shape} Metric
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.metrics.v1.Metric & lol.metrics.v1.Metric.$Shape;
            }

            namespace Metric {

                /** Properties of a Metric. */
                interface $Properties {

                    /** As Prometheus has it, and docs/metrics.md. */
                    name?: (string|null);

                    /** Metric type */
                    type?: (lol.metrics.v1.Type|null);

                    /** `seconds`, `bytes`, `entries`, `messages`, or empty. */
                    unit?: (string|null);

                    /** A sentence for people. */
                    help?: (string|null);

                    /** Names of the labels, of which each series has a value. */
                    labels?: (string[]|null);

                    /** Of a histogram: upper bounds, inclusive and rising, of all buckets but the last, which has none. */
                    bounds?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Metric. */
                type $Shape = lol.metrics.v1.Metric.$Properties;
            }

            /**
             * Properties of a Family.
             * @deprecated Use lol.metrics.v1.Family.$Properties instead.
             */
            interface IFamily extends lol.metrics.v1.Family.$Properties {
            }

            /** Represents a Family. */
            class Family {

                /**
                 * Constructs a new Family.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.metrics.v1.Family.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Of the metric. */
                name: string;

                /** Family series. */
                series: lol.metrics.v1.Series.$Properties[];

                /**
                 * Encodes the specified Family message. Does not implicitly {@link lol.metrics.v1.Family.verify|verify} messages.
                 * @param message Family message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.metrics.v1.Family.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Family message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.metrics.v1.Family & lol.metrics.v1.Family.$Shape} Family
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.metrics.v1.Family & lol.metrics.v1.Family.$Shape;
            }

            namespace Family {

                /** Properties of a Family. */
                interface $Properties {

                    /** Of the metric. */
                    name?: (string|null);

                    /** Family series */
                    series?: (lol.metrics.v1.Series.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Family. */
                type $Shape = {
                  name?: string|null;
                  series?: lol.metrics.v1.Series.$Shape[]|null;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a Series.
             * @deprecated Use lol.metrics.v1.Series.$Properties instead.
             */
            interface ISeries extends lol.metrics.v1.Series.$Properties {
            }

            /** Represents a Series. */
            class Series {

                /**
                 * Constructs a new Series.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.metrics.v1.Series.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** A value for each label of the metric, in the order of the catalogue. */
                labels: string[];

                /** Series counter. */
                counter?: (number|null);

                /** Series gauge. */
                gauge?: (number|null);

                /** Series histogram. */
                histogram?: (lol.metrics.v1.Histogram.$Properties|null);

                /** By the type of the metric. */
                value?: ("counter"|"gauge"|"histogram");

                /**
                 * Encodes the specified Series message. Does not implicitly {@link lol.metrics.v1.Series.verify|verify} messages.
                 * @param message Series message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.metrics.v1.Series.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Series message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.metrics.v1.Series & lol.metrics.v1.Series.$Shape} Series
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.metrics.v1.Series & lol.metrics.v1.Series.$Shape;
            }

            namespace Series {

                /** Properties of a Series. */
                interface $Properties {

                    /** A value for each label of the metric, in the order of the catalogue. */
                    labels?: (string[]|null);

                    /** Series counter */
                    counter?: (number|null);

                    /** Series gauge */
                    gauge?: (number|null);

                    /** Series histogram */
                    histogram?: (lol.metrics.v1.Histogram.$Properties|null);

                    /** By the type of the metric. */
                    value?: ("counter"|"gauge"|"histogram");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Series. */
                type $Shape = {
                  labels?: string[]|null;
                  counter?: number|null;
                  gauge?: number|null;
                  histogram?: lol.metrics.v1.Histogram.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ value?: undefined; counter?: null; gauge?: null; histogram?: null }|{ value?: "counter"; counter: number; gauge?: null; histogram?: null }|{ value?: "gauge"; counter?: null; gauge: number; histogram?: null }|{ value?: "histogram"; counter?: null; gauge?: null; histogram: lol.metrics.v1.Histogram.$Shape })
                );
            }

            /**
             * Properties of a Histogram.
             * @deprecated Use lol.metrics.v1.Histogram.$Properties instead.
             */
            interface IHistogram extends lol.metrics.v1.Histogram.$Properties {
            }

            /** Represents a Histogram. */
            class Histogram {

                /**
                 * Constructs a new Histogram.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: lol.metrics.v1.Histogram.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Of all values that there were. */
                sum: number;

                /** How many were in each bucket alone; one more than there are bounds. All of them together are how many there were. */
                buckets: number[];

                /**
                 * Encodes the specified Histogram message. Does not implicitly {@link lol.metrics.v1.Histogram.verify|verify} messages.
                 * @param message Histogram message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: lol.metrics.v1.Histogram.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Histogram message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {lol.metrics.v1.Histogram & lol.metrics.v1.Histogram.$Shape} Histogram
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lol.metrics.v1.Histogram & lol.metrics.v1.Histogram.$Shape;
            }

            namespace Histogram {

                /** Properties of a Histogram. */
                interface $Properties {

                    /** Of all values that there were. */
                    sum?: (number|null);

                    /** How many were in each bucket alone; one more than there are bounds. All of them together are how many there were. */
                    buckets?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Histogram. */
                type $Shape = lol.metrics.v1.Histogram.$Properties;
            }
        }
    }
}

export import proto = lol.metrics.v1;
