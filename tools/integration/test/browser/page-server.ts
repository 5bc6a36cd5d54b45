import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const PAGE = `<!doctype html><title>cluster</title><pre id="result"></pre>
<script src="/page.js"></script><img src="/until-done" alt="">`;

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves one page with its script. The page counts as loaded once the script has reported that it is done. */
export async function servePage(script: string): Promise<PageServer> {
  const waiting: ServerResponse[] = [];
  let done = false;
  const server = createServer((request, response) => {
    const { url } = request;
    if (url === '/') response.setHeader('content-type', 'text/html').end(PAGE);
    else if (url === '/page.js') response.setHeader('content-type', 'text/javascript').end(script);
    else if (url === '/until-done' && !done) waiting.push(response);
    else if (url === '/done') {
      done = true;
      response.end();
      for (const one of waiting) one.end();
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
