import type { CreateExplainer } from '../explainer.ts';
import { choosingPlan } from './choosing-plan.ts';
import { gaussianShapley, isChosen } from './gaussian-shapley.ts';

export const create: CreateExplainer = (context, options) =>
  gaussianShapley(context, isChosen(context, options) ? choosingPlan : undefined);
