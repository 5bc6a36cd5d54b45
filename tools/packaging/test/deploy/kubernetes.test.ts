import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { APPS } from './support/apps.js';
import { parseStrictly, problemsOf, type Resource } from './support/kubernetes.js';

interface Container {
  readonly name: string;
  readonly env: readonly { readonly name: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}
interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}
interface StatefulSpec {
  readonly serviceName: string;
  readonly replicas: number;
  readonly podManagementPolicy: string;
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: { readonly terminationGracePeriodSeconds: number; readonly containers: readonly [Container] };
  };
}

for (const app of APPS)
  describe(`the Kubernetes files of ${app.name}`, () => {
    const { name: ours } = app;
    const kustomization = parseStrictly(app.file('kubernetes/kustomization.yaml'))[0] as {
      readonly resources: readonly string[];
    };
    const resources = kustomization.resources.flatMap(
      (name) => parseStrictly(app.file(`kubernetes/${name}`)) as Resource[],
    );
    const find = (kind: string, name: string): Resource => {
      const found = resources.find((each) => each.kind === kind && each.metadata.name === name);
      if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
      return found;
    };
    const spec = find('StatefulSet', ours)['spec'] as StatefulSpec;
    const [container] = spec.template.spec.containers;

    it('are all in the kustomization, which kubectl, where it is, makes one of', function () {
      const files = readdirSync(`${app.folder}kubernetes`).filter((name) => name !== 'kustomization.yaml');
      expect(kustomization.resources).to.have.members(files);
      const built = spawnSync('kubectl', ['kustomize', `${app.folder}kubernetes`], { encoding: 'utf8' });
      if (built.error !== undefined) return;
      expect(built.stderr).to.equal('');
      expect(parseStrictly(built.stdout)).to.have.length(resources.length);
    });

    it('have only fields of the published API, with values of their types', function () {
      expect(problemsOf(resources)).to.deep.equal([]);
      // The same check of files that are wrong, each in one way.
      const wrong = [
        ['podManagementPolicy:', 'podManagmentPolicy:', /known properties.*podManagmentPolicy/],
        ['readinessProbe:', 'readynessProbe:', /known properties.*readynessProbe/],
        ['periodSeconds: 10', 'periodSecond: 10', /known properties.*periodSecond\b/],
        ['runAsNonRoot: true', 'runAsNonRoot: "yes"', /not assignable to type 'boolean/],
        ['replicas: 3', 'replicas: three', /not assignable to type 'number/],
        [`serviceName: ${ours}-peers`, '', /'serviceName'/],
      ] as const;
      const text = app.file('kubernetes/statefulset.yaml');
      const problems = problemsOf(wrong.flatMap(([from, to]) => parseStrictly(text.replace(from, to)) as Resource[]));
      expect(problems).to.have.length(wrong.length);
      for (const [i, [, to, said]] of wrong.entries()) expect(problems[i], to).to.match(said);
      expect(() => parseStrictly('a: 1\na: 2\n')).to.throw(/unique/);
    });

    it('give each pod settings that serve takes, and the members that there are', () => {
      const { data } = find('ConfigMap', ours) as unknown as { readonly data: Readonly<Record<string, string>> };
      expect(container.env.map(({ name }) => name)).to.deep.equal([app.variable('ID')]);
      const pods = Array.from({ length: spec.replicas }, (_, i) => `${ours}-${i}`);
      for (const pod of pods) {
        const { members, drainDelay, shutdownTimeout, advertise, httpMembers } = app.settings({
          ...data,
          [app.variable('ID')]: pod,
          [app.variable('DATA_DIR')]: '/data',
        });
        expect(members.map(({ id }) => id)).to.deep.equal(pods);
        expect(members.map(({ address }) => address)).to.deep.equal(
          pods.map((id) => `ws://${id}.${spec.serviceName}:7001`),
        );
        expect(advertise).to.equal(`ws://${pod}.${spec.serviceName}:7001`);
        // Of the lock service: where a node sends those who ask it over HTTP.
        for (const [id, url] of httpMembers ?? []) expect(url).to.equal(`http://${id}.${spec.serviceName}:9464`);
        if (ours === 'lock') expect(httpMembers).to.have.all.keys(...pods);
        expect(spec.template.spec.terminationGracePeriodSeconds * 1000).to.be.above(shutdownTimeout);
        expect(shutdownTimeout).to.be.above(drainDelay);
      }
    });

    it('let the nodes meet before any is ready, and lose one at a time', () => {
      expect(spec.podManagementPolicy).to.equal('Parallel');
      const { clusterIP, publishNotReadyAddresses } = find('Service', spec.serviceName)['spec'] as Record<
        string,
        unknown
      >;
      expect([clusterIP, publishNotReadyAddresses]).to.deep.equal(['None', true]);
      const budget = find('PodDisruptionBudget', ours)['spec'] as Record<string, unknown>;
      expect(budget).to.deep.equal({ maxUnavailable: 1, selector: spec.selector });
    });

    it('ask the probes for what it serves, at ports that there are, and select the pods', () => {
      expect(container.startupProbe.httpGet.path).to.equal('/livez');
      expect(container.livenessProbe.httpGet.path).to.equal('/livez');
      expect(container.readinessProbe.httpGet.path).to.equal('/readyz');
      const ports = container.ports.map(({ name }) => name);
      for (const { httpGet } of [container.startupProbe, container.livenessProbe, container.readinessProbe])
        expect(ports).to.include(httpGet.port);
      const { labels } = spec.template.metadata;
      expect(labels).to.include(spec.selector.matchLabels);
      for (const name of [ours, `${ours}-peers`]) {
        const service = find('Service', name)['spec'] as {
          readonly selector: object;
          readonly ports: readonly { readonly targetPort: string }[];
        };
        expect(labels).to.include(service.selector);
        for (const { targetPort } of service.ports) expect(ports).to.include(targetPort);
      }
    });
  });
