import type { ChangeTarget, EngineApi, Findings, Inquiry, InquiryProgress, Study } from '../engine/protocol.ts';
import { limits } from '../limits.ts';
import type { Counterfactual } from '../records/counterfactual.ts';
import { type CounterfactualOptions, changeRequestOf } from './counterfactual-options.ts';
import type { EngineJob } from './explaining.ts';
import { openInput } from './input.ts';
import type { ExamplesOptions, InquiryOptions, PartsOptions, RuleOptions } from './inquiry-options.ts';
import type { Input } from './options.ts';

/** What is asked about an answer. */
export type About = 'changes' | 'rule' | 'examples';

type Finding = Counterfactual | Findings[keyof Findings];

export interface Inquired {
  readonly api: EngineApi;
  readonly study: Study;
  /** The job, by the engine's name for it. */
  readonly name: string;
  readonly job: EngineJob;
  readonly input: Input;
  readonly options: InquiryOptions;
  readonly about: About;
  readonly report: (update: InquiryProgress<never>) => void;
}

/** Has the engine look into what is asked about an answer. */
export async function inquired({ api, study, name, job, input, options, ...asked }: Inquired): Promise<Finding> {
  const { about } = asked;
  const report = asked.report as (update: InquiryProgress<Finding>) => void;
  const place = { batch: options.priority === 'batch' };
  const { choice, release } = await openInput(api, study, input);
  const ofTable = study.card.input.kind !== 'text' && study.card.input.kind !== 'image';
  const begun = async (): Promise<Finding> => {
    if (about === 'changes' && ofTable) {
      const request = { ...changeRequestOf(study.handle, options as CounterfactualOptions), input: choice };
      return job.begin(() => api.counterfactual(name, request, report, place));
    }
    const request: Inquiry = {
      ...inquiryOf(options),
      ...askedOf(about, options),
      study: study.handle,
      input: choice,
    };
    return job.begin(() => api.inquire(name, request, report, place));
  };
  return begun().finally(release);
}

/** What a request of any kind says. */
function inquiryOf({
  seed = 0,
  milliseconds,
  backend,
}: InquiryOptions): Pick<Inquiry, 'seed' | 'milliseconds' | 'backend'> {
  return { seed, ...(milliseconds !== undefined && { milliseconds }), ...(backend !== undefined && { backend }) };
}

/** Share of draws with the same answer, and similar rows of each kind, unless others are wanted. */
const PRECISION = 0.95;
const EXAMPLES = 5;

/** What it says of its own kind. */
function askedOf(about: About, options: InquiryOptions) {
  if (about === 'changes') return partsOf(options as PartsOptions);
  const { within } = options as RuleOptions & ExamplesOptions;
  const range = within && { within };
  if (about === 'rule') return { about, precision: (options as RuleOptions).precision ?? PRECISION, ...range };
  return { about, count: (options as ExamplesOptions).count ?? EXAMPLES, ...range };
}

function partsOf({ to, count, changed, players, swap, image }: PartsOptions) {
  return {
    about: 'parts' as const,
    count: count ?? limits.ways[1],
    ...(to !== undefined && { to: targetOf(to) }),
    ...(changed !== undefined && { changed }),
    ...(players !== undefined && { players }),
    ...(swap !== undefined && { swap }),
    ...(image !== undefined && { image }),
  };
}

const targetOf = (to: string | ChangeTarget): ChangeTarget => (typeof to === 'string' ? { class: to } : to);
