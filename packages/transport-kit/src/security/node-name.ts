import { InvalidArgumentError, nodeId, type ClusterId, type NodeId } from '@lolraft/raft-core';

/** How the certificate of a node names it, where nothing else is agreed on. */
export const DEFAULT_NODE_NAME = 'URI:lol://node/{node}';

/**
 * Which name in a certificate stands for which node: a pattern such as `URI:lol://prod/node/{node}`, `DNS:{node}.lol.example`
 * or `CN:{node}`. `{cluster}` stands for the id of the cluster.
 */
export class NodeName {
  readonly #before: string;
  readonly #after: string;

  /** @throws {InvalidArgumentError} where the pattern could not tell nodes apart. */
  constructor(pattern: string, cluster: ClusterId) {
    const parts = pattern.replaceAll('{cluster}', cluster).split('{node}');
    const [before = '', after = ''] = parts;
    if (parts.length !== 2 || !/^(URI|DNS|CN):/.test(before) || /[{}]/.test(before + after))
      throw new InvalidArgumentError(
        `the name of nodes ${JSON.stringify(pattern)} is not valid: expected URI:, DNS: or CN:, and {node} in it once`,
      );
    this.#before = before;
    this.#after = after;
  }

  /** The name that the certificate of this node has to carry. */
  of(node: NodeId): string {
    return `${this.#before}${node}${this.#after}`;
  }

  /** The node that this name stands for; undefined where it is none of a node's. */
  nodeOf(name: string): NodeId | undefined {
    if (name.length <= this.#before.length + this.#after.length) return undefined;
    if (!name.startsWith(this.#before) || !name.endsWith(this.#after)) return undefined;
    try {
      return nodeId(name.slice(this.#before.length, name.length - this.#after.length));
    } catch (error) {
      if (error instanceof InvalidArgumentError) return undefined;
      throw error;
    }
  }
}
