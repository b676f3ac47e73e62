const END = 0x06054b50;
const ENTRY = 0x02014b50;
/** Names that are enough to tell what an archive is. */
const MOST_NAMES = 1000;

/**
 * Names of the files in a zip, as its directory at the end lists them; none where that cannot be
 * found. `tail`: the last bytes of the file, or all of it.
 */
export function zipNames(tail: Uint8Array): string[] {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  let end = tail.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) return [];
  const names: string[] = [];
  // The directory stands just before its end.
  let at = end - view.getUint32(end + 12, true);
  const text = new TextDecoder();
  while (at >= 0 && at + 46 <= end && names.length < MOST_NAMES && view.getUint32(at, true) === ENTRY) {
    const [name, extra, note] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    names.push(text.decode(tail.subarray(at + 46, Math.min(end, at + 46 + name))));
    at += 46 + name + extra + note;
  }
  return names;
}
