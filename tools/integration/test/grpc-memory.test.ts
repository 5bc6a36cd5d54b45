import { clusterScenarios } from './scenarios/index.js';
import { grpcMemory } from './support/grpc-memory-surroundings.js';

// Disks and their owners do not meet the transport, and have been tried over two others.
clusterScenarios(grpcMemory(), { disks: false });
