const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();
// In Node an open port keeps a thread alive.
(port1 as { unref?: () => void }).unref?.();

/** Resolves once the worker has read the messages that arrived while it was busy. */
export const yieldToMessages = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
