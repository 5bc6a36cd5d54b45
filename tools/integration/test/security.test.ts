import { describe } from 'mocha';
import { abuseScenarios } from './security/abuse.js';
import { identityScenarios } from './security/identity.js';
import { reloadScenarios } from './security/reload.js';
import { roleScenarios } from './security/roles.js';
import { SITES } from './security/site.js';

for (const site of SITES) {
  describe(`security over ${site.name}`, () => {
    identityScenarios(site);
    roleScenarios(site);
    reloadScenarios(site);
    abuseScenarios(site);
  });
}
