import { counter, gauge } from './metric.js';

/** The host as a whole. */
export const HOST_METRICS = {
  nodeInfo: gauge({
    name: 'lol_raft_node_info',
    help: 'Always 1; its labels say which node of which cluster this is.',
    labels: ['node', 'cluster'],
  }),
  groups: gauge({ name: 'lol_raft_groups', help: 'Groups that the host runs, failed ones included.' }),
  connectionsRefused: counter({
    name: 'lol_raft_connections_refused_total',
    help: 'Connections that were refused, and dials that failed.',
  }),
};
