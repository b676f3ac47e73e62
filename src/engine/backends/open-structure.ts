import { message } from '../../catalogue/message.ts';
import { nativePredictor } from '../../models/native.ts';
import type { Structure } from '../../structures/structure.ts';
import type { TabularStudy } from '../studies/study.ts';
import { type BackendChoice, disagreement } from './choose-backend.ts';
import type { OpenedPool, StudyPools } from './study-pools.ts';

/** Rows on which our own reading of a model must agree with the runtime. */
const COMPARED_ROWS = 64;

interface ReadModel {
  readonly study: TabularStudy;
  readonly structure: Structure;
  /** The back end for the model as a runtime answers it. */
  readonly runtime: BackendChoice;
  /** Whether a GPU was asked for. */
  readonly gpuAskedFor: boolean;
}

/**
 * Opens a model whose structure is read; it is compared with the runtime when it is told to.
 *
 * Our own reading knows raw scores and answers in float64. It is always taken where it agrees: a
 * choice by measured time would give the same request different bits. It is also faster: several
 * times for single rows, twice for large batches of trees.
 */
export function openStructure(model: ReadModel, pools: StudyPools): OpenedPool {
  const { study, structure, runtime, gpuAskedFor } = model;
  // No runtime reads the files of boosters: there is nothing to choose from or to compare with.
  const own = study.facts.format !== 'onnx';
  const why = own ? message('engine.backendOwnFormat') : message(`engine.backendNative.${structure.kind}`);
  const onGpu = gpuAskedFor && runtime.backend === 'webgpu' && !own;
  const opened = { ...pools.open(onGpu ? runtime : { backend: 'native', why }), structure };
  if (own) return opened;
  const compare = async (): Promise<OpenedPool> => {
    const difference = await differenceFromRuntime(study, structure, pools);
    if (difference === null) return opened;
    const instead = pools.open({ ...runtime, backend: 'wasm' });
    instead.notes.push(message('engine.structureDisagrees', { difference }));
    return instead;
  };
  return { ...opened, ...(!onGpu && { why: message(`engine.backendUncompared.${structure.kind}`) }), compare };
}

/** How far a structure's answers differ from the runtime's; null where they agree. */
async function differenceFromRuntime(
  study: TabularStudy,
  structure: Structure,
  pools: StudyPools,
): Promise<number | null> {
  const rows = study.someRows(COMPARED_ROWS);
  if (rows.count === 0) return null;
  const all = study.study.outputs.map((_, index) => index);
  const { pool } = pools.open({ backend: 'wasm', why: message('engine.askedFor') }, 1);
  try {
    const right = pool.predict(rows, all, new AbortController().signal);
    const own = nativePredictor(structure).predict(rows.data, rows.count);
    return disagreement(own, await right);
  } finally {
    pool.close();
  }
}
