import { expect } from 'chai';

export interface Family {
  readonly type: string;
  readonly help: string;
  readonly series: { readonly name: string; readonly labels: Record<string, string>; readonly value: number }[];
}

const LINE = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/;

/** Reads Prometheus's text format, strictly: whatever is not understood fails the test. */
export function parseExposition(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let current: (Family & { name: string }) | undefined;
  let help = '';
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# UNIT ')) continue;
    const comment = /^# (HELP|TYPE) ([a-z_]+) (.*)$/.exec(line);
    if (comment?.[1] === 'HELP') {
      help = comment[3] as string;
    } else if (comment !== null) {
      current = { name: comment[2] as string, type: comment[3] as string, help, series: [] };
      expect(families.has(current.name), `${current.name} once`).to.equal(false);
      families.set(current.name, current);
    } else {
      const parts = LINE.exec(line);
      if (parts === null || current === undefined) throw new Error(`not understood: ${line}`);
      const [, name, labels = '', value] = parts as unknown as [string, string, string | undefined, string];
      expect(name.startsWith(current.name), `${name} within ${current.name}`).to.equal(true);
      const pairs = [...labels.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, k, v]) => [k as string, v as string]);
      current.series.push({ name, labels: Object.fromEntries(pairs), value: Number(value) });
    }
  }
  return families;
}

/** What one node tells, and questions about it. */
export class Scrape {
  readonly families: ReadonlyMap<string, Family>;

  constructor(text: string) {
    this.families = parseExposition(text);
  }

  /** The value of the one series with these labels, which may be some of its labels; undefined where there is none. */
  find(name: string, labels: Record<string, string> = {}, suffix = ''): number | undefined {
    const found = (this.families.get(name)?.series ?? []).filter(
      (each) => each.name === name + suffix && Object.entries(labels).every(([k, v]) => each.labels[k] === v),
    );
    expect(found.length, `series of ${name}${suffix} with ${JSON.stringify(labels)}`).to.be.at.most(1);
    return found[0]?.value;
  }

  value(name: string, labels: Record<string, string> = {}, suffix = ''): number {
    const value = this.find(name, labels, suffix);
    if (value === undefined) throw new Error(`no series of ${name}${suffix} with ${JSON.stringify(labels)}`);
    return value;
  }

  /** Metrics of which something has been counted, measured or read, other than 0. */
  get alive(): Set<string> {
    const names = [...this.families].filter(([, { series }]) => series.some(({ value }) => value !== 0));
    return new Set(names.map(([name]) => name));
  }
}
