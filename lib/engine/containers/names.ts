/** Names for containers that were given none, and ids for all of them. */
import { randomBytes, randomInt } from "node:crypto";
import { BadParameter } from "../failure.ts";

const adjectives =
  "amber bold brisk calm candid civil clever copper crisp deft eager early fair fleet gentle golden hardy hazel ivory jolly keen lively lucid mellow merry misty nimble noble plucky polar proud quick quiet rustic sandy silver snug solar steady sunny swift tidy vivid warm wise witty".split(
    " ",
  );

const nouns =
  "acorn anchor aspen badger beacon birch bison brook canyon cedar comet coral crane delta ember falcon fern finch fjord gecko glacier grove harbor heron island jaguar kestrel lagoon lantern lark lynx maple marlin meadow otter panda pebble pine plover puffin quartz raven reef river robin sparrow spruce summit tern thicket tundra walrus willow wren".split(
    " ",
  );

/** A name of two words that is not taken; with a number behind them when many are. */
export function randomName(taken: (name: string) => boolean): string {
  for (let attempt = 0; ; attempt++) {
    const words = `${adjectives[randomInt(adjectives.length)]}_${nouns[randomInt(nouns.length)]}`;
    const name = attempt < 8 ? words : `${words}${randomInt(attempt * 10)}`;
    if (!taken(name)) return name;
  }
}

/** 64 hexadecimal digits, of which the first twelve are not all decimal: those could be taken for a number. */
export function randomId(): string {
  for (;;) {
    const id = randomBytes(32).toString("hex");
    if (!/^\d{12}/.test(id)) return id;
  }
}

/** A name as it was asked for, without the slash that it may begin with. */
export function checkName(name: string): string {
  const bare = name.startsWith("/") ? name.slice(1) : name;
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(bare)) return bare;
  throw new BadParameter(`Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
}
