import type { ConformanceGroup } from '../case.js';
import { adoptionCases } from './cases/adoption.js';
import { contentCases } from './cases/content.js';
import { lifecycleCases } from './cases/lifecycle.js';
import { ownerCases } from './cases/owners.js';
import { readingCases } from './cases/reading.js';
import { writerCases } from './cases/writers.js';
import type { SnapshotFactory } from './suite.js';

export type { SnapshotFactory, SnapshotPlace } from './suite.js';

/**
 * The cases that every `SnapshotStore` passes. Runner-neutral: register each under whatever runner is at hand.
 *
 * ```ts
 * for (const { title, cases } of snapshotConformance(factory)) {
 *   describe(title, () => {
 *     for (const { title, timeout, run } of cases) it(title, run).timeout(timeout);
 *   });
 * }
 * ```
 */
export function snapshotConformance(factory: SnapshotFactory): readonly ConformanceGroup[] {
  return [
    contentCases(factory),
    writerCases(factory),
    readingCases(factory),
    ownerCases(factory),
    adoptionCases(factory),
    lifecycleCases(factory),
  ];
}
