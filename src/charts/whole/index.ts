import { beeswarm } from './beeswarm.ts';
import { calibration } from './calibration.ts';
import { confusion } from './confusion.ts';
import { curve } from './curve.ts';
import { decisionPlot } from './decision-plot.ts';
import { dependence } from './dependence.ts';
import { drift } from './drift.ts';
import { errorTree } from './error-tree.ts';
import { gain } from './gain.ts';
import { gap } from './gap.ts';
import { heatMap } from './heat-map.ts';
import { importance } from './importance.ts';
import { leading } from './leading.ts';
import { moved } from './moved.ts';
import { network } from './network.ts';
import type { ModelChart, ModelChartName, Subject } from './picture.ts';
import { precisionRecall } from './precision-recall.ts';
import { rates } from './rates.ts';
import { residuals } from './residuals.ts';
import { roc } from './roc.ts';
import { together } from './together.ts';
import { twoModels } from './two-models.ts';

/** Every picture of a whole model; to add one, write a file and add a line here. */
export const modelCharts: readonly ModelChart[] = [
  ...[confusion, roc, precisionRecall, calibration, gain, residuals, errorTree],
  ...[importance, leading, curve, together],
  ...[beeswarm, dependence, heatMap, decisionPlot, network],
  ...[rates, gap],
  ...[drift, moved, twoModels],
];

/** Names of the pictures that there is something to draw for. */
export const modelChartsFor = (subject: Subject): readonly ModelChartName[] =>
  modelCharts.filter((chart) => chart.accepts(subject)).map(({ name }) => name);

export const modelChart = (name: string): ModelChart | null => modelCharts.find((chart) => chart.name === name) ?? null;
