/** The person's side of the prompt: what is typed, and the terminal itself. */

/** An input; `cancelled` when Ctrl-C gave it up; undefined at the end of all input. */
export type Input = { readonly text: string } | "cancelled" | undefined;

/** Where inputs come from. */
export interface Console {
  /** The next input, asked for with a prompt. */
  next(prompt: string): Promise<Input>;
  /** Waits for what runs; meanwhile Ctrl-C interrupts it instead of the input. */
  during(running: Promise<void>): Promise<void>;
  /** Says something while an input is being typed: above it. */
  above(say: () => void): void;
  /** Lends the terminal to another program, or to a container, and takes it back whole. */
  lend<T>(use: () => Promise<T>): Promise<T>;
  /** Ends reading, and gives the terminal back. */
  close(): void;
}
