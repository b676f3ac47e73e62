import { serveParent } from '../workers/serve-parent.ts';
import { createEvaluator } from './evaluator.ts';

serveParent(() => createEvaluator());
