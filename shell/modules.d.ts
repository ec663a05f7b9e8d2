/** Packages that bring no declarations. */
declare module "repl-utils" {
  const utils: {
    use(id: string, options: object): unknown;
    doc(source: (...args: never[]) => unknown): void;
  };
  export default utils;
}
