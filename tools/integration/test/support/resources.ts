/** What holds this process, without the shared clock's port and the reporter's pipes. */
export function resources(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter(
      (name) => !['MessagePort', 'PipeWrap', 'TTYWrap', 'FSReqCallback', 'FSReqPromise', 'CloseReq'].includes(name),
    )
    .sort();
}
