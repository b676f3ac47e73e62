/**
 * Milliseconds that a newer version is waited for: what has arrived by then is kept, and the page
 * that is loaded goes on with it.
 */
const PATIENCE = 10 * 60_000;

export interface RenewalParts {
  /** The night that it is (`night.ts`); null where it is none. */
  readonly night: () => string | null;
  /** Whether nobody would be disturbed. */
  readonly isFree: () => boolean;
  /** Fetches a newer version. Whatever becomes of it, what is kept serves. */
  readonly update: () => Promise<unknown>;
  /** Whether the page can be had: without it, nothing would come back. */
  readonly isThere: () => Promise<boolean>;
  readonly reload: () => void;
  readonly patience?: number;
}

/** Loads everything anew, once a night. */
export interface Renewal {
  /** To be called every now and then; resolves once nothing more is to be done for now. */
  look(): Promise<void>;
}

/**
 * A page that was loaded in a night has no need of it any more, so that nothing has to be kept of
 * what was done. What cannot be done yet is tried again with the next look.
 */
export function createRenewal(parts: RenewalParts): Renewal {
  const { night, isFree, update, isThere, reload, patience = PATIENCE } = parts;
  const loaded = night();
  let updated = loaded;
  let busy = false;

  async function renew(tonight: string): Promise<void> {
    if (updated !== tonight) {
      await Promise.race([update().catch(() => {}), new Promise((resolve) => setTimeout(resolve, patience))]);
      updated = tonight;
    }
    if (isFree() && (await isThere().catch(() => false)) && isFree()) reload();
  }

  return {
    async look() {
      const tonight = night();
      if (busy || tonight === null || tonight === loaded || !isFree()) return;
      busy = true;
      await renew(tonight).finally(() => {
        busy = false;
      });
    },
  };
}
