// A Slurm of one machine, for as long as a test takes: its own keys, ports and folders, so that one
// that runs here already hears nothing of it.

import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PACKAGES = 'slurmctld slurmd slurm-client munge';
const SECONDS = 60;

export interface Cluster {
  /** Runs one of Slurm's commands; resolves with what it says. */
  run(command: string, ...args: readonly string[]): Promise<string>;
  /** What Slurm says of a job, or of each task of an array. */
  jobs(id: string): Promise<Readonly<Record<string, string>>[]>;
  /** Processes of a task of an array. */
  processesOf(job: string, task: number): Promise<number[]>;
  stop(): Promise<void>;
}

/** Throws, and says what to do, where there is no Slurm or it cannot be started. */
function checkInstalled(): void {
  try {
    for (const command of ['slurmctld', 'slurmd', 'sbatch', 'munged', 'mungekey'])
      execFileSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${command}`]);
  } catch {
    throw new Error(`Slurm is not installed. On Debian: apt-get install ${PACKAGES}`);
  }
  if (process.getuid?.() !== 0) throw new Error('Slurm starts tasks for its users: this must be run as root');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** As many tasks at a time as `cpus`, whatever the machine has. */
export async function startCluster(folder: string, cpus: number): Promise<Cluster> {
  checkInstalled();
  const at = (name: string): string => join(folder, name);
  for (const name of ['state', 'spool']) mkdirSync(at(name));
  const host = hostname().split('.')[0];
  const [socket, conf] = [at('munge.socket'), at('slurm.conf')];
  const [own, nodes] = [await freePort(), await freePort()];
  writeFileSync(
    conf,
    `${[
      'ClusterName=one',
      `SlurmctldHost=${host}(127.0.0.1)`,
      `SlurmctldPort=${own}`,
      `SlurmdPort=${nodes}`,
      'SlurmUser=root',
      'AuthType=auth/munge',
      `AuthInfo=socket=${socket}`,
      'CredType=cred/munge',
      `StateSaveLocation=${at('state')}`,
      `SlurmdSpoolDir=${at('spool')}`,
      `SlurmctldPidFile=${at('slurmctld.pid')}`,
      `SlurmdPidFile=${at('slurmd.pid')}`,
      'SlurmdParameters=config_overrides',
      'ProctrackType=proctrack/linuxproc',
      'TaskPlugin=task/none',
      'JobAcctGatherType=jobacct_gather/none',
      'AccountingStorageType=accounting_storage/none',
      'SelectType=select/cons_tres',
      'SelectTypeParameters=CR_CPU',
      'PreemptType=preempt/partition_prio',
      'PreemptMode=REQUEUE',
      'KillWait=5',
      'MinJobAge=600',
      'ReturnToService=2',
      'MpiDefault=none',
      `NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cpus} RealMemory=4000 State=UNKNOWN`,
      `PartitionName=low Nodes=${host} Default=YES PriorityTier=1 PreemptMode=REQUEUE GraceTime=0 MaxTime=INFINITE State=UP`,
      `PartitionName=high Nodes=${host} PriorityTier=10 PreemptMode=OFF MaxTime=INFINITE State=UP`,
    ].join('\n')}\n`,
  );
  const path = `${process.env.PATH}:/usr/sbin`;
  const daemons: ChildProcess[] = [];
  const environment = { ...process.env, PATH: path, SLURM_CONF: conf };
  function start(command: string, ...args: string[]): void {
    const log = openSync(at(`${command}.log`), 'a');
    daemons.push(spawn(command, args, { env: environment, stdio: ['ignore', log, log] }));
  }
  const run = async (command: string, ...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(command, [...args], { env: environment, cwd: folder })).stdout.trim();

  execFileSync('mungekey', ['--create', `--keyfile=${at('munge.key')}`], { env: environment });
  const files = ['key-file=munge.key', 'pid-file=munged.pid', 'seed-file=munged.seed', 'log-file=munged.log'];
  const named = files.map((one) => one.split('=')).map(([option, name]) => `--${option}=${at(name)}`);
  start('munged', '--foreground', '--force', `--socket=${socket}`, ...named);
  start('slurmctld', '-D', '-c', '-f', conf);
  start('slurmd', '-D', '-f', conf, '-N', host);

  const cluster: Cluster = {
    run,
    async jobs(id) {
      const said = await run('scontrol', 'show', 'job', id, '--oneliner');
      return said
        .split('\n')
        .map((line) => Object.fromEntries([...line.matchAll(/(\w+)=(\S*)/g)].map(([, name, value]) => [name, value])));
    },
    async processesOf(job, task) {
      const found: number[] = [];
      for (const name of await readdir('/proc')) {
        if (!/^\d+$/.test(name)) continue;
        const own = (await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '')).split('\0');
        const isOf = (fact: string): boolean => own.includes(fact);
        if (isOf(`SLURM_ARRAY_JOB_ID=${job}`) && isOf(`SLURM_ARRAY_TASK_ID=${task}`)) found.push(Number(name));
      }
      return found;
    },
    async stop() {
      for (const daemon of daemons.toReversed()) {
        if (daemon.exitCode !== null) continue;
        const ended = new Promise((resolve) => daemon.once('exit', resolve));
        daemon.kill('SIGTERM');
        await ended;
      }
    },
  };
  const end = Date.now() + SECONDS * 1000;
  for (;;) {
    const state = await run('sinfo', '--noheader', '--format=%T').catch(String);
    if (state.split('\n').every((one) => one === 'idle')) return cluster;
    if (Date.now() > end) {
      await cluster.stop();
      throw new Error(`Slurm does not come up: ${state}; see ${folder}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
