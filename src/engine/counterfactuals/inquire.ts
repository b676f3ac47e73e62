import type { Findings, Inquiry } from '../protocol.ts';
import type { InquiryJob } from './inquiry.ts';

type Looker<About extends keyof Findings> = (
  job: InquiryJob<Inquiry & { readonly about: About }>,
) => Promise<Findings[About]>;

/** By what is asked, what looks into it. */
const lookers: { readonly [About in keyof Findings]: () => Promise<Looker<About>> } = {
  parts: async () => (await import('./find-parts.ts')).findParts,
  rule: async () => (await import('./find-rule.ts')).findRule,
  examples: async () => (await import('./find-examples.ts')).findExamples,
};

/** Looks into a question about an answer. Throws what is wrong with it. */
export async function inquire<About extends keyof Findings>(
  job: InquiryJob<Inquiry & { readonly about: About }>,
): Promise<Findings[About]> {
  const look: Looker<About> = await lookers[job.request.about]();
  return look(job);
}
