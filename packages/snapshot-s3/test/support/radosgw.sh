#!/usr/bin/env bash
# A real S3 server for tests: Ceph's object gateway over one monitor and one OSD in memory, all on loopback.
#   radosgw.sh start FOLDER    starts it (about 15 s) and prints its endpoint; everything it makes is in FOLDER
#   radosgw.sh stop FOLDER     ends it and removes FOLDER
# Needs the Debian packages radosgw, ceph-mon and ceph-osd.
set -euo pipefail

action="${1:-}"
folder="${2:-}"
if [ -z "$folder" ] || { [ "$action" != start ] && [ "$action" != stop ]; }; then
  echo "usage: ${0##*/} start|stop FOLDER" >&2
  exit 2
fi

stop() {
  local file pid
  for file in "$folder"/*.pid; do
    [ -e "$file" ] || continue
    pid="$(cat "$file")"
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 50); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
  done
  rm -rf "$folder"
}

if [ "$action" = stop ]; then
  stop
  exit 0
fi

mkdir -p "$folder"
folder="$(cd "$folder" && pwd)"
conf="$folder/ceph.conf"
keyring="$folder/keyring"
fail() {
  echo "$1" >&2
  tail -n 20 "$folder"/*.log >&2 || true
  stop
  exit 1
}

free_port() {
  node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}
mon_port="$(free_port)"
rgw_port="$(free_port)"
fsid="$(cat /proc/sys/kernel/random/uuid)"
osd_id="$(cat /proc/sys/kernel/random/uuid)"

cat >"$conf" <<END
[global]
fsid = $fsid
mon_host = v2:127.0.0.1:$mon_port/0
mon_initial_members = a
public_addr = 127.0.0.1
keyring = $keyring
run_dir = $folder
pid_file =
admin_socket =
log_to_file = false
log_to_stderr = true
err_to_stderr = true
crash_dir = $folder
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_data = $folder/mon
mon_data_avail_crit = 1
mon_max_pg_per_osd = 1000
osd_data = $folder/osd
osd_objectstore = memstore
memstore_device_bytes = 2147483648
osd_class_load_list = *
osd_class_default_list = *
rgw_frontends = beast endpoint=127.0.0.1:$rgw_port tcp_nodelay=1
rgw_enable_usage_log = false
# What is deleted gives its memory back soon; by default, after two hours.
rgw_gc_obj_min_wait = 1
rgw_gc_processor_period = 1
rgw_gc_processor_max_time = 10
rgw_enable_lc_threads = false
rgw_run_sync_thread = false
END

{
  # Without keys the gateway hangs at its start.
  ceph-authtool --create-keyring "$keyring" --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool "$keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  ceph-authtool "$keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
  monmaptool --create --addv a "[v2:127.0.0.1:$mon_port]" --fsid "$fsid" "$folder/monmap"
  mkdir -p "$folder/mon" "$folder/osd"
  ceph-mon -c "$conf" --mkfs -i a --monmap "$folder/monmap" --keyring "$keyring"
} >"$folder/setup.log" 2>&1 || fail 'the monitor could not be set up'

run() {
  local name="$1"
  shift
  nohup "$@" -f >"$folder/$name.log" 2>&1 </dev/null &
  echo $! >"$folder/$name.pid"
}
admin() { timeout 30 ceph -c "$conf" --connect-timeout 20 "$@" >>"$folder/setup.log" 2>&1; }

answers() { node -e "fetch('http://127.0.0.1:$rgw_port/').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"; }

run mon ceph-mon -c "$conf" -i a
admin osd new "$osd_id" 0 || fail 'the monitor does not answer'
ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$osd_id" >>"$folder/setup.log" 2>&1 || fail 'the OSD could not be set up'
run osd ceph-osd -c "$conf" -i 0
run rgw radosgw -c "$conf" -n client.admin

for _ in $(seq 300); do
  answers && break
  kill -0 "$(cat "$folder/rgw.pid")" 2>/dev/null || fail 'the gateway ended'
  sleep 0.2
done
answers || fail 'the gateway does not answer'
timeout 60 radosgw-admin -c "$conf" -n client.admin user create --uid test --display-name test \
  --access-key "${RADOSGW_KEY:-testkey}" --secret-key "${RADOSGW_SECRET:-testsecret}" \
  >>"$folder/setup.log" 2>&1 || fail 'no user could be made'
echo "http://127.0.0.1:$rgw_port"
