/** TensorFlow.js as it is loaded: its state is its module's. */
export type Tf = typeof import('@tensorflow/tfjs-core');
