import { type Message, message } from '../../catalogue/message.ts';
import type { BackendWish } from '../../models/model.ts';
import type { Subject } from '../subjects/subject.ts';
import { type BackendChoice, chooseBackend } from './choose-backend.ts';
import { openStructure } from './open-structure.ts';
import { createStudyPools, type OpenedPool, type StudyPools, type StudyPoolsOptions } from './study-pools.ts';

/** A model that is being opened on the back ends that come into question. */
export interface OpeningPool {
  /**
   * The pool that answers now: the CPU's, until a GPU is known to be faster. In a hurry, a
   * structure that is read answers while it is being compared with the runtime. Throws what opening
   * threw.
   */
  now(hurried: boolean): Promise<OpenedPool>;
  /** Closes the pools that will not be used again; called when nothing is being explained. */
  rest(): void;
  close(): void;
}

export interface OpenPoolOptions extends StudyPoolsOptions {
  readonly wanted: BackendWish;
  /** Why a GPU was refused when the model was open before; it is not tried again. */
  readonly refusal: Message | undefined;
  /** Called with the reason when a GPU is refused for good. */
  readonly refused: (why: Message) => void;
  /** Whether a structure that is read may answer before it was compared with the runtime. */
  readonly compareAfterwards: boolean;
}

/** Begins to open a study's model in evaluators. */
export function openPool(options: OpenPoolOptions): OpeningPool {
  const pools = createStudyPools(options);
  let settled: OpenedPool | null = null;
  const opened = open(options, pools, (decided) => {
    settled = decided;
  });
  opened.catch(() => {}); // whoever asks for the pool gets the error
  return {
    async now(hurried) {
      const found = settled ?? (await opened);
      // On a GPU the runtime answers: the structure is compared before it is made use of.
      if (!found.compare || (options.compareAfterwards && found.pool.backend === 'native')) return found;
      if (!hurried || found.pool.backend !== 'native') return found.compare();
      // The cores belong to what answers until it can.
      const comparing = found.pool.ready().then(found.compare);
      let { why } = found;
      comparing.then(
        (decided) => {
          if (decided.pool === found.pool) why = decided.why;
        },
        () => {}, // whoever waits for it gets the error
      );
      return {
        ...found,
        comparing,
        get why() {
          return why;
        },
      };
    },
    rest() {
      if (settled) pools.closeAllBut(settled.pool);
    },
    close: pools.close,
  };
}

async function open(
  options: OpenPoolOptions,
  pools: StudyPools,
  settled: (opened: OpenedPool) => void,
): Promise<OpenedPool> {
  const { study, wanted, refusal } = options;
  const chosen = await chooseBackend(study.facts, wanted);
  if (study.kind === 'tabular' && study.structure) {
    const { structure } = study;
    const read = { study, structure, runtime: chosen, gpuAskedFor: wanted === 'webgpu' };
    return comparedOnce(openStructure(read, pools), settled);
  }
  if (chosen.backend === 'wasm' || wanted === 'webgpu') return pools.open(chosen);
  if (study.kind === 'tabular' && study.precision === 'float64')
    return pools.open({ backend: 'wasm', why: message('engine.backendDouble') });
  if (refusal !== undefined) return pools.open({ backend: 'wasm', why: refusal });
  const cpu = pools.open({ backend: 'wasm', why: message('engine.backendMeanwhile') });
  const settle = createTrial(cpu, chosen, options, pools);
  let decision: Promise<OpenedPool> | null = null;
  return {
    ...cpu,
    settle(subject) {
      decision ??= settle(subject).then((decided) => {
        settled(decided);
        return decided;
      });
      return decision;
    },
  };
}

/**
 * A pool that is compared at most once, unless that fails; `settled` is told of what answers then.
 */
function comparedOnce(opened: OpenedPool, settled: (opened: OpenedPool) => void): OpenedPool {
  const { compare } = opened;
  if (!compare) return opened;
  let decision: Promise<OpenedPool> | null = null;
  return {
    ...opened,
    compare() {
      decision ??= compare().then(
        (decided) => {
          settled(decided);
          return decided;
        },
        (error) => {
          decision = null;
          throw error;
        },
      );
      return decision;
    },
  };
}

/** Opens the model on the GPU, too; the function it returns tries it and picks the pool to use. */
function createTrial(
  cpu: OpenedPool,
  chosen: BackendChoice,
  { study, refused }: OpenPoolOptions,
  pools: StudyPools,
): (subject: Subject) => Promise<OpenedPool> {
  // The cores belong to the CPU's evaluators until these can answer.
  const opening = cpu.pool.ready().then(() => pools.open({ ...chosen, backend: 'webgpu' }));
  opening.catch(() => {}); // whoever asks the CPU gets the error
  const together = chosen.backend === 'mixed';
  return async (subject) => {
    const gpu = await opening;
    const { tryGpu } = await import('./gpu-trial.ts');
    const refusal = await tryGpu({ gpu: gpu.pool, cpu: cpu.pool, study, subject, together });
    if (refusal === null && !together) return gpu;
    gpu.pool.close();
    if (refusal === null) return pools.open(chosen);
    if (refusal.lasting) refused(refusal.why);
    return { ...cpu, why: refusal.why };
  };
}
