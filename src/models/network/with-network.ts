import { version } from '../../../package.json';
import { meanOverBackground } from '../../games/background-mean.ts';
import { addAll, type Coalitions, coalitionsOf, sizeOf, sliceCoalitions } from '../../games/coalitions.ts';
import type { TabularGame } from '../../games/game.ts';
import { tabularMasker } from '../../games/tabular-masker.ts';
import { inSingle, type Numbers, roomFor } from '../../numerics/numbers.ts';
import { type Network, networkAnswers } from '../../structures/network.ts';
import type { Encoding } from '../../structures/structure.ts';
import type { DeviceGame } from '../device-game.ts';
import { encodingOf } from '../encoding.ts';
import type { Model, TabularBinding } from '../model.ts';
import { isAgreed, tellingCoalitions } from './agreement.ts';
import { type CoalitionValues, coalitionValues } from './coalition-values.ts';
import { openKernel } from './kernel.ts';
import { readOnnxNetwork } from './onnx.ts';

/**
 * The model, which values coalitions of tables by the dense network in its file, where there is one
 * and it gives a game's values as the runtime does. Rows are answered by the runtime as before, and
 * so are the coalitions of nobody and of everybody.
 */
export function withNetwork(model: Model, bytes: Uint8Array, binding: TabularBinding, file: string): Model {
  const found = networkOf(bytes, binding, file);
  if (!found || networkAnswers(found.network) !== model.outputs) return model;
  const { network, encoding } = found;
  const bounded = network.finish === 'logistic' || network.finish === 'softmax';
  // Where it cannot be had, the runtime values everything.
  const kernel = once(() => openKernel().catch(() => null));
  return {
    ...model,
    runtime: `${model.runtime}, oriel ${version} (network)`,
    async deviceGame(masker, wanted) {
      if (masker.kind !== 'tabular') return null;
      const { background, instance, players, playerOf } = masker;
      const encoded = (data: Numbers, count: number) => encoding?.encode(data, count) ?? inSingle(data);
      const opened = await kernel();
      if (!opened) return null;
      const values = coalitionValues(opened, network, {
        players,
        playerOf: encoding ? encoding.owner.map((column) => playerOf[column]) : playerOf,
        instance: encoded(instance, 1),
        background: encoded(background.data, background.count),
        rows: background.count,
      });
      if (!values) return null;
      const telling = tellingCoalitions(players, values.widest);
      const right = await answersOfRuntime(model, masker, telling);
      const agreed = isAgreed(values.value(telling), right, model.outputs, bounded);
      return agreed ? gameOf(model, masker, { values, wanted }) : null;
    },
  };
}

function networkOf(bytes: Uint8Array, binding: TabularBinding, file: string) {
  const columns = binding.inputs.flatMap((input) => input.columns);
  if (columns.some((column, at) => column !== at)) return null;
  const found = readOnnxNetwork(bytes, binding.output);
  if (!found || (found.width !== null && found.width !== columns.length)) return null;
  const network = finished(found.network, binding);
  if (!network) return null;
  const encoding: Encoding | null = encodingOf(binding, found.made, file);
  const width = found.made?.length ?? columns.length;
  return width === network.layers[0].inputs ? { network, encoding } : null;
}

/** The network with the final step that a card adds; null where it has one already. */
function finished(network: Network, { finalStep }: TabularBinding): Network | null {
  if (!finalStep) return network;
  if (network.finish !== 'none' || network.complement) return null;
  return { ...network, finish: networkAnswers(network) === 1 ? 'logistic' : finalStep };
}

/** Values of coalitions by the rows that the runtime is given, all outputs. */
async function answersOfRuntime(model: Model, game: TabularGame, coalitions: Coalitions): Promise<Float64Array> {
  const { rowsPerCoalition: rows, columns, precision, write } = tabularMasker(game);
  const count = coalitions.count * rows;
  const data = roomFor(precision, count * columns);
  write(coalitions, 0, count, data);
  const selected = Array.from({ length: model.outputs }, (_, output) => output);
  return meanOverBackground(await model.predict(data, count), {
    rows,
    outputs: model.outputs,
    selected,
    logOdds: false,
  });
}

interface Played {
  readonly values: CoalitionValues;
  readonly wanted: readonly number[];
}

function gameOf(model: Model, game: TabularGame, { values, wanted }: Played): DeviceGame {
  /** Values where nobody is present, and where everybody is. */
  const ends = once(() => {
    const both = coalitionsOf(game.players, 2);
    addAll(both, 1);
    return answersOfRuntime(model, game, both);
  });
  return {
    async begin(coalitions) {
      const found = values.value(coalitions);
      const means = new Float64Array(coalitions.count * wanted.length);
      for (let coalition = 0; coalition < coalitions.count; coalition++) {
        const size = sizeOf(coalitions, coalition);
        const end = size === 0 || size === game.players;
        const at = end ? (size === 0 ? 0 : 1) : coalition;
        let own = (end ? await ends() : found).subarray(at * model.outputs, (at + 1) * model.outputs);
        // What overflows here may be bounded in the runtime.
        if (!own.every(Number.isFinite))
          own = await answersOfRuntime(model, game, sliceCoalitions(coalitions, coalition, coalition + 1));
        for (const [k, output] of wanted.entries()) means[coalition * wanted.length + k] = own[output];
      }
      return { means: Promise.resolve(means) };
    },
    close: async () => {},
  };
}

/** The same, done when it is first asked for, and never again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
