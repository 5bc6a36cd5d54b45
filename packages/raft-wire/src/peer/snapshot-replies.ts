import type { SnapshotReply } from '@lolraft/raft-core';
import { proto } from '../protobuf/generated.js';
import { Names } from '../protobuf/names.js';

export const SNAPSHOT_REPLIES = new Names<SnapshotReply['status'], proto.SnapshotReplyStatus>({
  fetching: proto.SnapshotReplyStatus.SNAPSHOT_REPLY_STATUS_FETCHING,
  failed: proto.SnapshotReplyStatus.SNAPSHOT_REPLY_STATUS_FAILED,
  needed: proto.SnapshotReplyStatus.SNAPSHOT_REPLY_STATUS_NEEDED,
});
