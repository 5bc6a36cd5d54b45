import { clusterScenarios } from './scenarios/index.js';
import { wsRocks } from './support/ws-rocks-surroundings.js';

clusterScenarios(wsRocks);
