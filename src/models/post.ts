import { applyPost, noPost, type Post } from '../games/post.ts';
import type { Model } from './model.ts';

/** A model with the final step that its file leaves out: probabilities in place of logits. */
export function withPost(model: Model, kind: Post['kind']): Model {
  const post: Post = { ...noPost, kind };
  return {
    ...model,
    float64: true,
    predict: async (rows, count) => applyPost(post, Float64Array.from(await model.predict(rows, count)), model.outputs),
  };
}
