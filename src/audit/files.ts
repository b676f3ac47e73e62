/** A file that is to be checked, wherever it lies. */
export interface AuditFile {
  /** Its bytes, some at a time, as often as they are asked for. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Of all its bytes, as 64 hex digits. */
  sha256(): Promise<string>;
}

/** The files of a bundle. Whoever gives them says which file cannot be read. */
export interface AuditFiles {
  /** By its name in the bundle, as `records/00000.jsonl`; null where it is missing, or empty. */
  file(name: string): Promise<AuditFile | null>;
  /** Names of all files of records. */
  recordNames(): Promise<readonly string[]>;
}

/** A text's bytes, some at a time. */
export async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** A text, to the byte; null where the bytes are none. */
export function exactText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
