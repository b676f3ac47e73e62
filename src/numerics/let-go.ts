let closed: MessagePort | null = null;

/**
 * Gives the memory of numbers back at once, all that share their buffer. Otherwise it waits for the
 * garbage collector, which comes when there are many objects: of large arrays there are few, and
 * hundreds of megabytes pile up before.
 */
export function letGo({ buffer }: { readonly buffer: ArrayBufferLike }): void {
  if (buffer.byteLength === 0) return;
  if (!closed) {
    closed = new MessageChannel().port1;
    closed.close();
  }
  // What is sent through a closed port is taken from the sender, and reaches nobody.
  closed.postMessage(null, [buffer as ArrayBuffer]);
}
