/** A camera, of which at most one stream is on. */
export interface Camera {
  readonly stream: MediaStream | null;
  /**
   * Whether its stream is on from now on: not where it is being opened already, or is closed
   * meanwhile. Throws what `ask` throws.
   */
  open(): Promise<boolean>;
  close(): void;
}

export function createCamera(ask: () => Promise<MediaStream>): Camera {
  let stream: MediaStream | null = null;
  let opening = false;
  let closed = false;

  function close(): void {
    closed = true;
    if (stream) stopped(stream);
    stream = null;
  }

  return {
    get stream() {
      return stream;
    },
    async open() {
      if (opening) return false;
      close();
      opening = true;
      closed = false;
      try {
        const found = await ask();
        if (closed) stopped(found);
        else stream = found;
        return !closed;
      } finally {
        opening = false;
      }
    },
    close,
  };
}

function stopped(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
