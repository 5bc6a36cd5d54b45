import type { RaftHost } from '@lolraft/raft-core';
import type { MetricSource } from '@lolraft/raft-metrics';
import { Health, healthRoutes, HttpServer, type HttpTls, MetricsPage, type Route } from '@lolraft/service-kit';
import type { TlsOptions } from '@lolraft/transport-ws';
import type { Logger } from 'pino';
import type { Composition } from './node-app.js';
import type { Settings } from './settings.js';

/** What people and programs that run a node look at: its health and its metrics. */
export class Operations {
  readonly #health: Health;
  readonly #metrics: MetricsPage;
  readonly #http: HttpServer;
  readonly #tls: Settings['httpTls'];

  private constructor(health: Health, metrics: MetricsPage, http: HttpServer, tls: Settings['httpTls']) {
    this.#health = health;
    this.#metrics = metrics;
    this.#http = http;
    this.#tls = tls;
  }

  /** Undefined where they are served nowhere. @throws {InvalidArgumentError} */
  static async open(
    { httpListen, httpTls }: Settings,
    tls: TlsOptions | undefined,
    log: Logger,
  ): Promise<Operations | undefined> {
    if (httpListen === undefined) return undefined;
    const health = new Health();
    const metrics = new MetricsPage();
    const http = await HttpServer.start({
      listen: httpListen,
      routes: [...healthRoutes(health), metrics.route],
      onError: (error) => {
        log.error({ err: error }, 'a request over HTTP failed');
      },
      ...(httpTls === 'off' || tls === undefined ? undefined : { tls: httpsOf(tls, httpTls === 'mutual') }),
    });
    log.info({ url: http.url }, 'health and metrics');
    return new Operations(health, metrics, http, httpTls);
  }

  attach(host: RaftHost, barrier: Composition['barrier'], metrics: readonly MetricSource[]): void {
    this.#health.attach(host, barrier);
    for (const source of metrics) this.#metrics.attach(source);
  }

  /** Serves these too. */
  mount(routes: readonly Route[]): void {
    this.#http.mount(routes);
  }

  /** Connections that begin from now on see these certificates. */
  reload(tls: TlsOptions): void {
    if (this.#tls !== 'off') this.#http.renewTls(httpsOf(tls, this.#tls === 'mutual'));
  }

  drain(): void {
    this.#health.drain();
  }

  async close(): Promise<void> {
    this.#health[Symbol.dispose]();
    this.#metrics[Symbol.dispose]();
    await this.#http.close();
  }
}

function httpsOf({ cert, key, ca }: TlsOptions, requireCertificate: boolean): HttpTls {
  return { cert, key, requireCertificate, ...(ca === undefined ? undefined : { ca }) };
}
