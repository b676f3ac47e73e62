/** A server of which nothing is heard for so many ms is given up: others wait for the same lock. */
export const PATIENCE = 60_000;

export interface Listening {
  /** Aborts where nothing was heard for too long, or once the caller's does. */
  readonly signal: AbortSignal;
  /** Something has arrived. */
  heard(): void;
  /** All has. */
  end(): void;
}

/** Waits for something that takes as long as it takes, while more of it arrives. */
export function listen(signal: AbortSignal, patience = PATIENCE): Listening {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => clearTimeout(timer);
  const heard = (): void => {
    end();
    timer = setTimeout(() => silence.abort(new DOMException('nothing arrives', 'TimeoutError')), patience);
  };
  heard();
  return { signal: AbortSignal.any([signal, silence.signal]), heard, end };
}

/** What cannot be aborted is waited for no longer. */
export async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const listening = listen(signal);
  const over = new Promise<never>((_, refuse) => {
    const give = (): void => refuse(listening.signal.reason);
    if (signal.aborted) give();
    listening.signal.addEventListener('abort', give, { once: true });
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    listening.end();
  }
}

/** For what is small: all of it arrives soon. */
export const soon = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
