import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { root } from '../../src/workspace.js';
import { APPS } from './support/apps.js';

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Directives of systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.kill(5) and systemd.resource-control(5) that a service may want. */
const KNOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  Unit: new Set(
    words(`Description Documentation Wants Requires Requisite BindsTo PartOf Upholds Conflicts Before After OnFailure OnSuccess
      StartLimitIntervalSec StartLimitBurst StartLimitAction ConditionPathExists AssertPathExists RequiresMountsFor DefaultDependencies`),
  ),
  Service: new Set(
    words(`Type ExecStart ExecStartPre ExecStartPost ExecReload ExecStop ExecStopPost ExitType RestartSec Restart
      RestartPreventExitStatus RestartForceExitStatus SuccessExitStatus TimeoutSec TimeoutStartSec TimeoutStopSec TimeoutAbortSec
      WatchdogSec RemainAfterExit GuessMainPID PIDFile NotifyAccess OOMPolicy User Group DynamicUser SupplementaryGroups
      WorkingDirectory RootDirectory Environment EnvironmentFile PassEnvironment UnsetEnvironment StandardInput StandardOutput
      StandardError SyslogIdentifier UMask LimitNOFILE LimitNPROC LimitCORE LimitMEMLOCK Nice CPUWeight MemoryMax MemoryHigh
      IOWeight TasksMax KillMode KillSignal SendSIGKILL StateDirectory StateDirectoryMode RuntimeDirectory RuntimeDirectoryMode
      LogsDirectory ConfigurationDirectory CacheDirectory ReadWritePaths ReadOnlyPaths InaccessiblePaths NoExecPaths ExecPaths
      NoNewPrivileges CapabilityBoundingSet AmbientCapabilities ProtectSystem ProtectHome ProtectProc ProcSubset ProtectClock
      ProtectHostname ProtectKernelLogs ProtectKernelModules ProtectKernelTunables ProtectControlGroups PrivateTmp PrivateDevices
      PrivateUsers PrivateNetwork PrivateIPC PrivateMounts RestrictAddressFamilies RestrictNamespaces RestrictRealtime
      RestrictSUIDSGID RestrictFileSystems RemoveIPC LockPersonality MemoryDenyWriteExecute SystemCallArchitectures
      SystemCallFilter SystemCallErrorNumber SystemCallLog IPAddressAllow IPAddressDeny LoadCredential OOMScoreAdjust`),
  ),
  Install: new Set(words('WantedBy RequiredBy Alias Also DefaultInstance')),
};

function read(text: string): { readonly entries: readonly (readonly [string, string])[]; readonly problems: string[] } {
  const entries: [string, string][] = [];
  const problems: string[] = [];
  let section = '';
  for (const line of text.split('\n')) {
    if (line === '' || /^[#;]/.test(line)) continue;
    const [, begun] = /^\[(\w+)\]$/.exec(line) ?? [];
    const [, key = '', value = ''] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (begun !== undefined) section = begun;
    else if (KNOWN[section]?.has(key) === true) entries.push([key, value]);
    else problems.push(`[${section}] ${line}`);
  }
  return { entries, problems };
}

for (const app of APPS)
  describe(`the systemd unit of ${app.name}`, () => {
    const { name, systemName } = app;
    const text = app.file(`systemd/${name}.service`);
    const { entries, problems } = read(text);
    const values = (key: string): string[] => entries.flatMap(([name, value]) => (name === key ? [value] : []));

    it('has directives that there are', () => {
      expect(problems).to.deep.equal([]);
      expect(read(text.replace('RestrictRealtime', 'RestrictRealTime')).problems).to.have.length(1);
      expect(read(text.replace('[Service]', '[Sevice]')).problems).to.have.length.above(10);
    });

    it('is one that systemd, where it is, accepts, and finds little exposed', function () {
      if (spawnSync('systemd-analyze', ['--version']).status !== 0) {
        console.log('      no systemd-analyze: only the names of directives are checked');
        this.skip();
      }
      const folder = mkdtempSync(path.join(tmpdir(), `${name}-unit-`));
      try {
        const unit = path.join(folder, `${name}.service`);
        const verify = (content: string): string => {
          // It looks for the program, which is elsewhere on this machine.
          writeFileSync(unit, content.replace('/usr/bin/node', process.execPath));
          return spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' }).stderr;
        };
        expect(verify(text)).to.equal('');
        expect(verify(text.replace('TimeoutStopSec', 'TimeoutStoppSec'))).to.match(/TimeoutStoppSec/);
        verify(text);
        const security = ['security', '--offline=true', '--threshold=20', unit];
        const { status, stdout, stderr } = spawnSync('systemd-analyze', security, { encoding: 'utf8' });
        if (!/unrecognized option|offline/.test(stderr)) expect(status, stdout.slice(-200)).to.equal(0);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it('starts it with settings that it takes, gives it time to end, and does not try again where that is of no use', () => {
      const environment = Object.fromEntries(
        values('Environment').flatMap((line) => line.split(' ').map((pair) => pair.split('=', 2) as [string, string])),
      );
      const { dataDir, shutdownTimeout, httpListen } = app.settings({
        ...environment,
        [app.variable('ID')]: 'n1',
        [app.variable('MEMBERS')]: 'n1=ws://127.0.0.1:7001',
      });
      expect([dataDir, httpListen]).to.deep.equal([`/var/lib/${systemName}`, '127.0.0.1:9464']);
      expect(Number(values('TimeoutStopSec')[0]) * 1000).to.be.above(shutdownTimeout);
      expect(values('RestartPreventExitStatus')).to.deep.equal(['2 3']);
      const place = `/opt/${systemName}`;
      expect(values('ExecStart')).to.deep.equal([
        `/usr/bin/node ${place}/node_modules/@lolraft/${name}/bin/${name}.mjs serve`,
      ]);
      expect(text).to.contain(`node tools/packaging/bundle.mjs ${place} ${name}\``);
      expect(existsSync(path.join(root, `apps/${name}/bin/${name}.mjs`))).to.equal(true);
      for (const key of ['User', 'Group', 'StateDirectory']) expect(values(key), key).to.deep.equal([systemName]);
    });
  });
