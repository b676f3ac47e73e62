import * as Comlink from 'comlink';

/**
 * Sends numbers that are the sender's own without a copy. Once they are sent they are gone here and
 * their memory with them, which would otherwise wait for the garbage collector.
 */
export const handOver = <T extends object>(thing: T, numbers: Float32Array | Float64Array): T =>
  Comlink.transfer(thing, [numbers.buffer]);
