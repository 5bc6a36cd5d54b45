import { clusterScenarios } from './scenarios/index.js';
import { grpcMemory } from './support/grpc-memory-surroundings.js';

clusterScenarios(grpcMemory);
