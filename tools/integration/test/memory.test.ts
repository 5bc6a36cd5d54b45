import { clusterScenarios } from './scenarios/index.js';
import { memory } from './support/memory-surroundings.js';

clusterScenarios(memory);
