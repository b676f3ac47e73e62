/** Files read of dropped folders: a model has fewer. */
const MOST_FILES = 1000;

/**
 * The files that were dropped, those in dropped folders among them. To be called while the event is
 * being handled: later it holds nothing.
 */
export async function droppedFiles(transfer: DataTransfer | null): Promise<File[]> {
  const entries = [...(transfer?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.some(({ isDirectory }) => isDirectory)) return [...(transfer?.files ?? [])];
  const found: File[] = [];
  for (const entry of entries) await collect(entry, found);
  return found;
}

async function collect(entry: FileSystemEntry, found: File[]): Promise<void> {
  // Hidden files, such as a system puts into every folder, belong to no model.
  if (found.length >= MOST_FILES || entry.name.startsWith('.')) return;
  if (entry.isFile) found.push(await fileOf(entry as FileSystemFileEntry));
  else if (entry.isDirectory)
    for (const inner of await entriesOf(entry as FileSystemDirectoryEntry)) await collect(inner, found);
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** All entries of a folder; a reader hands them out a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
