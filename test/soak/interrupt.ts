/** Something between the client and the engine that aborts at a chosen step: before or after a call, a connection, a read or a write. */
import type { ByteSource, Duplex, Transport } from "../../mod.ts";

/** What is between. */
export interface Interruption {
  /** For `connect`. */
  wrap(transport: Transport): Transport;
  /** Begins to count the steps anew; the step with this number, from 1 on, aborts the controller. */
  arm(step: number, controller: AbortController): void;
  /** Does nothing from now on. */
  disarm(): void;
}

/** Nothing is interrupted before it is armed. */
export function interruption(): Interruption {
  let step = 0;
  let at = 0;
  let controller: AbortController | undefined;
  const tick = () => {
    if (controller !== undefined && ++step === at) controller.abort(new Error("enough"));
  };
  /** A source whose reads are steps. */
  const counted = <S extends ByteSource>(source: S): S =>
    new Proxy(source, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== "function") return member;
        if (name !== "read" && name !== "write") return member.bind(target);
        return async (...args: unknown[]) => {
          const given: unknown = await member.apply(target, args);
          tick();
          return given;
        };
      },
    });
  return {
    wrap: (transport) => ({
      endpoint: transport.endpoint,
      basePath: transport.basePath ?? "",
      async call(request) {
        tick();
        const answer = await transport.call(request);
        tick();
        return { ...answer, body: counted(answer.body) };
      },
      async dial(signal): Promise<Duplex> {
        tick();
        const connection = await transport.dial(signal);
        tick();
        return counted(connection);
      },
      close: () => transport.close(),
    }),
    arm(number, aborted) {
      [step, at, controller] = [0, number, aborted];
    },
    disarm() {
      controller = undefined;
    },
  };
}
