import type { CreateExplainer } from '../explainer.ts';
import { choosingPlan } from './choosing-plan.ts';
import { gaussianShapley, kindOfPairs } from './gaussian-shapley.ts';

export const create: CreateExplainer = (context, options) =>
  gaussianShapley(context, kindOfPairs(context, options), choosingPlan);
