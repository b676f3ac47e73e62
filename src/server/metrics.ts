import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type Message, message } from '../catalogue/message.ts';
import type { Origin } from '../library/index.ts';
import type { Gate } from './gate.ts';
import type { Models } from './models.ts';

/** What is counted, in the text form of Prometheus. No label holds what somebody sent. */
export interface Metrics {
  answered(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  explained(model: string, from: Origin | null): void;
  predicted(model: string, instances: number): void;
  text(): Promise<string>;
  readonly contentType: string;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export interface MetricsParts {
  readonly gates: Readonly<Record<string, Gate>>;
  readonly models: Models;
  readonly say: (message: Message) => string;
}

export function createMetrics({ gates, models, say }: MetricsParts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'oriel_http_requests_total',
    help: say(message('serve.metric.requests')),
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'oriel_http_request_duration_seconds',
    help: say(message('serve.metric.duration')),
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  });
  const explanations = new Counter({
    name: 'oriel_explanations_total',
    help: say(message('serve.metric.explanations')),
    labelNames: ['model', 'from'],
    registers,
  });
  const predictions = new Counter({
    name: 'oriel_predictions_total',
    help: say(message('serve.metric.predictions')),
    labelNames: ['model'],
    registers,
  });
  const gauge = (name: string, help: string, values: () => Readonly<Record<string, number>>, label: string): void => {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        for (const [which, value] of Object.entries(values())) this.set({ [label]: which }, value);
      },
    });
  };
  const each = (of: (gate: Gate) => number) => () =>
    Object.fromEntries(Object.entries(gates).map(([name, gate]) => [name, of(gate)]));
  gauge(
    'oriel_running',
    say(message('serve.metric.running')),
    each(({ running }) => running),
    'work',
  );
  gauge(
    'oriel_waiting',
    say(message('serve.metric.waiting')),
    each(({ waiting }) => waiting),
    'work',
  );
  const inState = () => {
    const counts = { opening: 0, ready: 0, failed: 0 };
    for (const { state } of models.list()) counts[state]++;
    return counts;
  };
  gauge('oriel_models', say(message('serve.metric.models')), inState, 'state');
  return {
    answered({ method, route, status, seconds }) {
      requests.inc({ method, route, status });
      durations.observe({ route }, seconds);
    },
    explained: (model, from) => explanations.inc({ model, from: from ?? 'computed' }),
    predicted: (model, instances) => predictions.inc({ model }, instances),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
