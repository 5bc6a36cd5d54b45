import { compactionCases } from './cases/compaction.js';
import { groupCases } from './cases/groups.js';
import { hardStateCases } from './cases/hard-state.js';
import { lifecycleCases } from './cases/lifecycle.js';
import { logCases } from './cases/log.js';
import { modelCases } from './cases/model-based.js';
import { readCases } from './cases/reads.js';
import { refusalCases } from './cases/refusals.js';
import type { ConformanceGroup } from '../case.js';
import type { StorageFactory } from './suite.js';

export type { StorageFactory, StoragePlace } from './suite.js';

/**
 * The cases that every `RaftStorage` passes. Runner-neutral: register each under whatever runner is at hand.
 *
 * ```ts
 * for (const { title, cases } of storageConformance(factory)) {
 *   describe(title, () => {
 *     for (const { title, timeout, run } of cases) it(title, run).timeout(timeout);
 *   });
 * }
 * ```
 */
export function storageConformance(factory: StorageFactory): readonly ConformanceGroup[] {
  return [
    lifecycleCases(factory),
    hardStateCases(factory),
    logCases(factory),
    compactionCases(factory),
    readCases(factory),
    groupCases(factory),
    refusalCases(factory),
    modelCases(factory),
  ];
}
