import { english } from '../../catalogue/english.ts';
import { sha256 } from '../../data/hash.ts';
import { fillPicture } from '../../data/pictures/fill-picture.ts';
import { pictureUrl } from '../../data/pictures/png.ts';
import { modelPicture, toModelInput } from '../../data/pictures/resize.ts';
import { segmentHierarchy } from '../../data/pictures/segment-hierarchy.ts';
import { encodeSegments } from '../../data/pictures/segment-map.ts';
import { slic } from '../../data/pictures/slic.ts';
import type { ExplainRequest } from '../protocol.ts';
import type { ImageStudy, PictureFile } from '../studies/study.ts';
import type { Subject } from './subject.ts';

/** Superpixels of a request that names no number. */
const SEGMENTS = 50;

/**
 * Pictures as they were made ready last: an explanation of another class or by another method needs
 * the same again.
 */
const latest = new WeakMap<PictureFile, { readonly key: string; readonly subject: Subject }>();

/** A picture as one row for the model. */
export const imageInstance = ({ binding: { image } }: ImageStudy, { picture }: PictureFile): Float32Array =>
  toModelInput(modelPicture(picture, image), image);

/** A picture made ready: at the model's size, divided into superpixels, with what hides them. */
export async function imageSubject(
  study: ImageStudy,
  request: Pick<ExplainRequest, 'image'>,
  file: PictureFile,
): Promise<Subject> {
  const wanted = request.image ?? { segments: SEGMENTS, fill: 'blur' };
  const key = JSON.stringify([wanted.segments, wanted.fill, study.binding.image]);
  const before = latest.get(file);
  if (before?.key === key) return before.subject;
  const subject = await prepare(study, file, wanted);
  latest.set(file, { key, subject });
  return subject;
}

async function prepare(
  study: ImageStudy,
  { picture, file }: PictureFile,
  wanted: NonNullable<ExplainRequest['image']>,
): Promise<Subject> {
  const { image } = study.binding;
  const seen = modelPicture(picture, image);
  const segments = slic(seen, wanted.segments);
  const players = segments.reduce((most, segment) => Math.max(most, segment), 0) + 1;
  const instance = toModelInput(seen, image);
  const digest = await sha256(seen.rgb);
  let described: Subject['input'] | null = null;
  return {
    masker: {
      kind: 'image',
      players,
      width: seen.width,
      height: seen.height,
      channels: image.channels === 'grey' ? 1 : 3,
      layout: image.layout,
      picture: instance,
      fill: toModelInput(fillPicture(seen, segments, wanted.fill), image),
      segments,
    },
    rowsPerCoalition: 1,
    instance,
    explained: { kind: 'image' },
    players: Array.from({ length: players }, (_, index) => english.say('engine.segment', { n: index + 1 })),
    idle: new Array(players).fill(false),
    hierarchy: () => segmentHierarchy(seen, segments, players),
    // Encoded when the first record is written, while the model has something to do.
    get input() {
      described ??= {
        kind: 'image',
        sha256: digest,
        file,
        width: seen.width,
        height: seen.height,
        picture: pictureUrl(seen),
        segments: encodeSegments(segments),
        fill: wanted.fill,
      };
      return described;
    },
    background: null,
  };
}
