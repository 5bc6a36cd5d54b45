import { NodeHttpHandler } from '@smithy/node-http-handler';

/** A request handler that can die: what it has sent is on its way, and nothing more is sent or heard. */
export function deadly(): { readonly handler: NodeHttpHandler; readonly die: () => void } {
  let isDead = false;
  const check = (): void => {
    if (isDead) throw new Error('this process has ended');
  };
  class Deadly extends NodeHttpHandler {
    override async handle(...args: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
      check();
      const answer = await super.handle(...args);
      check();
      return answer;
    }
  }
  return {
    handler: new Deadly(),
    die: () => {
      isDead = true;
    },
  };
}
