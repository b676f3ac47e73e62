/** A file of a build, as `scripts/offline.mjs` lists it. */
export interface ListedFile {
  /** Below the page's folder, as it stands in an address. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** What it is part of: `page`, `example/ID`, `runtime/NAME`, or `embed`. */
  readonly part: string;
}

/** All files of a build. */
export interface FileList {
  readonly schema: 'oriel.files/1';
  /** Differs where any file differs, or what is sent with it. */
  readonly version: string;
  /** When it was built, as ISO 8601. */
  readonly created: string;
  readonly files: readonly ListedFile[];
}

/** Names beside the page that are never kept under a version. */
export const LIST = 'offline.json';
export const WORKER = 'sw.js';
export const CONFIG = 'oriel.config.json';

/** In the query of what is fetched to be kept, so that no older copy answers. */
export const FRESH = 'oriel-version';

/** Names with a hash in them: what is behind one never changes. */
export const isHashed = (path: string): boolean => /^assets\/.+-[\w-]{8}\.\w+$/.test(path);

const isFile = (file: Partial<ListedFile> | null): file is ListedFile =>
  typeof file?.path === 'string' &&
  !/^[/\\]|^\.|\/\.|:/.test(file.path) &&
  /^[0-9a-f]{64}$/.test(String(file.sha256)) &&
  Number.isSafeInteger(file.bytes) &&
  typeof file.part === 'string';

/** A list as it was read; null where it is none. */
export function asFileList(json: unknown): FileList | null {
  const list = json as Partial<FileList> | null;
  return list?.schema === 'oriel.files/1' &&
    /^[0-9a-f]{16,64}$/.test(String(list.version)) &&
    typeof list.created === 'string' &&
    Array.isArray(list.files) &&
    list.files.every(isFile)
    ? (list as FileList)
    : null;
}
