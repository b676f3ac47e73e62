import type { EngineApi } from '../../engine/protocol.ts';
import type { Connection } from '../../engine/workers/connection.ts';
import { type Client, createClient } from '../../library/clients/client.ts';
import { createSource, EngineLost, type EngineSource } from '../../library/clients/source.ts';
import { SILENCE_SECONDS, widgetLimits } from '../../limits.ts';
import { type Borrowed, borrow } from './borrow.ts';
import type { Follower } from './serve.ts';

export interface DoorsOptions {
  /** Starts an engine of the frame's own, which is done when one is needed. */
  readonly spawn: () => Connection<EngineApi>;
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * The two doors to a frame's engines. Behind both, engines come and go: what was open is opened
 * again, and what was not answered is asked again, under the same names.
 */
export interface Doors {
  /**
   * For what the host itself has sent: another frame's engine, where one is lent, else the own. A
   * host sees all that goes through an engine that is lent.
   */
  forHost(): Connection<EngineApi>;
  /**
   * For whatever a visitor brings or does: the frame's own engine, always. Nothing of it is made
   * use of for anybody else.
   */
  forVisitor(): Connection<EngineApi>;
  /** Lets the frame at the other end of the port use the own engine. */
  serve(port: MessagePort): void;
  /** Takes up the engine at the other end of the port for the host; null: the own. */
  engine(port: MessagePort | null): void;
  /** Ends the own engine where it gives no sign of life; what was asked of it is asked again. */
  endSilent(): void;
  /** To be called every `widgetLimits.pingSeconds`. */
  tick(): void;
  /** Ends all of it. Calls fail with `failure-closed`. */
  end(): void;
}

/** Milliseconds in which another engine may be lent in place of one that is gone. */
const LENT_WITHIN = 1000;

/** Milliseconds without a sign of life after which an engine is taken for stuck. */
const PATIENCE = 1000 * SILENCE_SECONDS.page;

export function createDoors({ spawn, now }: DoorsOptions): Doors {
  const clients = new Set<Client>();
  const hosts = new Set<Client>();
  const followers = new Set<Follower>();
  /** Those whose frame is served, or will be once the code for it is here. */
  let served = 0;
  let count = 0;
  let silent = false;
  let ended = false;
  let borrowed: { readonly source: EngineSource; readonly connection: Borrowed } | null = null;
  /** Resolves once it is known which engine comes after one that was lent. */
  let settled: Promise<unknown> = Promise.resolve();
  let told = (): void => {};

  const own = createSource({
    spawn,
    patience: PATIENCE,
    lasting: true,
    lost: dismiss,
    silent(isSilent) {
      silent = isSilent;
      // Whatever another frame has asked may be what it is stuck at.
      if (silent && served > 0) own.giveUp();
    },
  });

  /** What ended an engine may have come from any of them. */
  function dismiss(): void {
    silent = false;
    for (const follower of [...followers]) follower.end();
  }

  function lend(port: MessagePort): NonNullable<typeof borrowed> {
    const connection = borrow(port);
    let used = false;
    const source = createSource({
      spawn() {
        if (used) throw new EngineLost(null);
        used = true;
        return connection;
      },
      patience: PATIENCE,
      lasting: false,
      lost() {
        if (borrowed?.source !== source) return;
        borrowed = null;
        settled = new Promise<void>((resolve) => {
          told = resolve;
          setTimeout(resolve, LENT_WITHIN);
        });
      },
    });
    return { source, connection };
  }

  function doorOf(name: string, source: () => Promise<EngineSource>): Client {
    const client = createClient({ name, source });
    clients.add(client);
    if (ended) client.close();
    return client;
  }

  const ofHost = async (): Promise<EngineSource> => {
    await settled;
    return borrowed?.source ?? own;
  };

  const end = (port: MessagePort): void => {
    const connection = borrow(port);
    connection.close();
  };

  return {
    forHost() {
      const client = doorOf(`host ${++count}`, ofHost);
      hosts.add(client);
      return client;
    },

    forVisitor() {
      const client = doorOf(`visitor ${++count}`, async () => own);
      return { ...client, api: apart(client.api) };
    },

    serve(port) {
      if (ended || served >= widgetLimits.followers) return end(port);
      served++;
      const client = doorOf(`follower ${++count}`, async () => own);
      const gone = (): void => {
        served--;
        clients.delete(client);
        followers.delete(follower);
      };
      let follower: Follower;
      import('./serve.ts').then(
        ({ serveFollower }) => {
          follower = serveFollower({ port, client, now, gone });
          followers.add(follower);
          if (ended) follower.end();
        },
        () => {
          end(port);
          gone();
        },
      );
    },

    engine(port) {
      if (ended) return;
      const before = borrowed;
      borrowed = port && lend(port);
      told();
      if (!before && !borrowed) return;
      for (const client of hosts) client.move();
      before?.source.end();
      before?.connection.close();
    },

    endSilent() {
      if (silent) own.giveUp();
    },

    tick() {
      borrowed?.connection.tick();
      for (const follower of [...followers]) follower.tick();
    },

    end() {
      ended = true;
      for (const follower of [...followers]) follower.end();
      for (const client of clients) client.close();
      borrowed?.source.end();
      borrowed?.connection.close();
      own.end();
      told();
    },
  };
}

/** Neither is anything that is asked here made use of for others, nor theirs for it. */
const apart = (api: EngineApi): EngineApi => ({
  ...api,
  explain: (job, request, progress, place) => api.explain(job, request, progress, { ...place, fresh: true }),
  explainRows: (job, request, take, progress, place) =>
    api.explainRows(job, request, take, progress, { ...place, fresh: true }),
  async teach() {},
  knownValues: async () => null,
});
