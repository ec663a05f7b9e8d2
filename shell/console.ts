/** The person's side of the prompt: what is typed, and the terminal itself. */

/** An input; undefined at the end of all input. */
export type Input = { readonly text: string } | undefined;

/** Where inputs come from. */
export interface Console {
  /** The next input, asked for with a prompt. */
  next(prompt: string): Promise<Input>;
  /** Keeps an input for the arrow keys, and for later sessions. */
  remember(input: string): void;
  /** Runs something; meanwhile Ctrl-C interrupts it. */
  during(running: () => Promise<void>): Promise<void>;
  /** Lends the terminal to another program, or to a container, and takes it back whole. What is printed meanwhile is shown afterwards. */
  lend<T>(use: () => Promise<T>): Promise<T>;
  /** Ends reading, and gives the terminal back. */
  close(): void;
}
