import type { SetQuotas } from '../model/commands.js';
import { MAX_NAMESPACES } from '../model/quotas.js';
import type { SetQuotasResult } from '../model/results.js';
import { exceeded, type Step } from './step.js';

/** What is there already stays, also over the new quotas. */
export function setQuotas({ store }: Step, { namespace: name, quotas }: SetQuotas): SetQuotasResult {
  const { namespaces } = store.trees;
  if (quotas !== undefined && !namespaces.has(name) && namespaces.size >= MAX_NAMESPACES)
    return exceeded('namespaces', MAX_NAMESPACES);
  store.putNamespace({ ...store.namespace(name), quotas });
  return { type: 'quotasSet' };
}
