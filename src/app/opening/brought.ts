import type { Opened } from '../../library/session.ts';
import { noFiles, type OwnFiles, type Topic } from '../state.ts';
import { createHeld, type Opener } from './held.ts';

/** All that the page keeps, outside of its state, of what a person brought: emptied as one. */
export interface Brought {
  /** Own files that have been opened before. */
  files: OwnFiles;
  /** Whether they are not open in the engine in use. */
  unseen: boolean;
  /** What was last on show of them. */
  topic: Topic | null;
  /** How often something was given up or forgotten: what belongs to another time comes too late. */
  readonly time: number;
  /** How often all was forgotten. */
  readonly forgotten: number;
  /**
   * The number by which the browser's history knows the row and photo on show; the current one,
   * unless it is another place to come back to.
   */
  place(topic: Place | null, isNew: boolean): number;
  /** Row and photo of a place. */
  placeAt(number: number | undefined): Place | null;
  /** An address within the page for a picture's file. */
  addressOf(file: File): string;
  /** A session of which is noted what it opens, so that it can be let go of. */
  noting(session: Opener): Opener;
  /**
   * What was opened and neither these files, nor this topic, nor the one to come back to needs any
   * longer. Addresses of pictures that left mean nothing from then on.
   */
  unneeded(own: OwnFiles, topic: Topic | null): readonly Opened[];
  /** What is being opened is given up; what had been opened before will be opened anew. */
  putAside(): void;
  forget(): void;
}

/** What was looked at of own files. */
export type Place = Pick<Topic, 'row' | 'photo'>;

export function createBrought(): Brought {
  const addresses = new Set<string>();
  const held = createHeld();
  let places: Place[] = [];
  let here = 0;
  let time = 0;
  let forgotten = 0;
  return {
    files: noFiles,
    unseen: false,
    topic: null,
    get time() {
      return time;
    },
    get forgotten() {
      return forgotten;
    },
    place(topic, isNew) {
      if (isNew || places.length === 0) here = places.length;
      places[here] = { row: topic?.row ?? 0, photo: topic?.photo ?? 0 };
      return here;
    },
    placeAt(number) {
      const found = number === undefined ? undefined : places[number];
      if (found && number !== undefined) here = number;
      return found ?? null;
    },
    addressOf(file) {
      const address = URL.createObjectURL(file);
      addresses.add(address);
      return address;
    },
    noting: held.noting,
    unneeded(own, topic) {
      const topics = [topic, this.topic].flatMap((each) => each ?? []);
      const photos = [own, ...topics].flatMap((each) => each.photos);
      for (const address of addresses)
        if (!photos.some(({ url }) => url === address)) {
          URL.revokeObjectURL(address);
          addresses.delete(address);
        }
      const pictures = photos.map(({ opened }) => opened);
      const needed = [own.model, own.table, own.vocabulary, ...topics.map(({ study }) => study), ...pictures];
      return held.without(needed.filter((each) => each !== null));
    },
    putAside() {
      time++;
      this.topic = null;
      this.unseen = filesOf(this.files).length > 0;
    },
    forget() {
      time++;
      forgotten++;
      this.files = noFiles;
      this.unseen = false;
      this.topic = null;
      places = [];
      for (const address of addresses) URL.revokeObjectURL(address);
      addresses.clear();
    },
  };
}

/** A photo's file; the one that was brought, where there is one. */
const fileOf = (name: string, data: Blob): File =>
  data instanceof File && data.name === name ? data : new File([data], name);

/** The files themselves, for a new engine to open. */
export function filesOf({ files, parts, photos }: OwnFiles): File[] {
  const pictures = photos.flatMap(({ name, data }) => (data ? [fileOf(name, data)] : []));
  return [...Object.values(files), ...parts, ...pictures];
}
