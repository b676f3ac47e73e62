import { sha256 } from '../../data/hash.ts';
import { fillPicture } from '../../data/pictures/fill.ts';
import { pictureUrl } from '../../data/pictures/png.ts';
import { modelPicture, toModelInput } from '../../data/pictures/resize.ts';
import { segmentHierarchy } from '../../data/pictures/segment-clusters.ts';
import { encodeSegments } from '../../data/pictures/segment-map.ts';
import { slic } from '../../data/pictures/slic.ts';
import { engineWords } from '../../words/en.ts';
import type { ExplainRequest } from '../protocol.ts';
import type { ImageStudy, ShelvedPicture } from '../studies/study.ts';
import type { Subject } from './subject.ts';

const SEGMENTS = 50;

/**
 * The picture explained last, made ready: who explains it again asks for another class or another
 * method.
 */
const ready = new WeakMap<ShelvedPicture, { readonly key: string; readonly subject: Subject }>();

/** A picture made ready: at the model's size, in superpixels, and with what fills them. */
export async function imageSubject(
  study: ImageStudy,
  request: ExplainRequest,
  shelved: ShelvedPicture,
): Promise<Subject> {
  const wanted = request.image ?? { segments: SEGMENTS, fill: 'blur' };
  const key = JSON.stringify([wanted.segments, wanted.fill, study.binding.image]);
  const before = ready.get(shelved);
  if (before?.key === key) return before.subject;
  const subject = await prepare(study, shelved, wanted);
  ready.set(shelved, { key, subject });
  return subject;
}

async function prepare(
  study: ImageStudy,
  { picture, file }: ShelvedPicture,
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
    players: Array.from({ length: players }, (_, index) => engineWords.segment(index + 1)),
    idle: new Array(players).fill(false),
    hierarchy: () => segmentHierarchy(seen, segments, players),
    // Encoded when the first record is written: the model has something to do by then.
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
