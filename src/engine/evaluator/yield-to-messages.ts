const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();
// In Node an open port keeps a thread alive.
(port1 as { unref?: () => void }).unref?.();

/** Resolves once the messages that came to this worker while it was busy have been read. */
export const messagesRead = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
