/** Commands of the parser's tree (Bash) as commands of ours (ash); what ash does not have is a syntax error here. */

import type {
  Assignment as ParsedAssignment,
  Command as ParsedCommand,
  CommandNode,
  CompoundList,
  If,
  Elif,
  ParsedScript,
  PipelineNode,
  Redirection as ParsedRedirection,
  Statement,
  TestExpression,
  Word as ParsedWord,
  AndOr,
} from "unbash";
import { parse } from "unbash";
import type { Argument, Assignment, Command, Redirection, Segment } from "./ast.ts";
import { ShellError } from "./errors.ts";
import { lowerArgument, lowerDocument, lowerValue, lowerWord, partsOf } from "./lower-word.ts";
import { syntaxError } from "./syntax-error.ts";

const identifier = /^[A-Za-z_]\w*$/;

/** Lowers the statements of one source text. */
export class Lowering {
  readonly #source: string;
  readonly #line: number;
  /** Delimiters of here-documents that the source ends inside of. */
  readonly unclosed: string[] = [];

  /** `line` is the number of the source's first line. */
  constructor(source: string, line: number) {
    this.#source = source;
    this.#line = line;
  }

  /** The number of the line that a position is in. */
  lineOf(position: number): number {
    let line = this.#line;
    for (let at = this.#source.indexOf("\n"); at >= 0 && at < position; at = this.#source.indexOf("\n", at + 1)) line++;
    return line;
  }

  /** One statement, with its `&`. */
  statement(statement: Statement): Command {
    const command = this.#andOr(statement.command);
    if (!statement.background) return command;
    const source = this.#source.slice(statement.pos, statement.end).replace(/\s*&\s*$/, "");
    return { kind: "background", command, source };
  }

  #list(list: CompoundList): Command {
    return listOf(list.commands.map((statement) => this.statement(statement)));
  }

  #andOr(node: AndOr | PipelineNode): Command {
    if (node.type !== "AndOr") return this.#pipeline(node);
    const [first, ...others] = node.commands.map((command) => this.#pipeline(command));
    return {
      kind: "chain",
      first: first!,
      rest: others.map((command, index) => ({ operator: node.operators[index]!, command })),
    };
  }

  #pipeline(node: PipelineNode): Command {
    if (node.type !== "Pipeline") return this.#command(node);
    if (node.commands.length === 0) throw new ShellError("syntax error: unexpected end of file");
    if (node.operators.includes("|&")) throw new ShellError('syntax error: unexpected "&"');
    const commands = node.commands.map((command) => this.#command(command));
    // `time` is a program here, not a word of the grammar.
    if (node.prefixes.some((prefix) => prefix.type === "Time")) commands[0] = timed(commands[0]!);
    let command: Command = commands.length === 1 ? commands[0]! : { kind: "pipeline", commands };
    for (const prefix of node.prefixes) if (prefix.type === "Negation") command = { kind: "not", command };
    return command;
  }

  #command(node: CommandNode): Command {
    switch (node.type) {
      case "Command":
        return this.#simple(node);
      case "Redirected":
        return {
          kind: "redirected",
          line: this.lineOf(node.pos),
          command: this.#command(node.command),
          redirections: node.redirects.map((redirection) => this.#redirection(redirection)),
        };
      case "Function":
        if (!identifier.test(node.name.value)) throw new ShellError("syntax error: bad function name");
        return {
          kind: "function",
          name: node.name.value,
          body: node.body.type === "CompoundList" ? this.#list(node.body) : this.#command(node.body),
        };
      case "If":
        return this.#if(node, node.elif, node.else);
      case "While":
        return {
          kind: "while",
          until: node.kind === "until",
          test: this.#list(node.clause),
          body: this.#list(node.body),
        };
      case "For":
        if (!identifier.test(node.name.text)) throw new ShellError("syntax error: bad for loop variable");
        return {
          kind: "for",
          line: this.lineOf(node.pos),
          name: node.name.text,
          words: node.wordlist?.map((word) => lowerWord(word, this.#script)),
          body: this.#list(node.body),
        };
      case "Case":
        return {
          kind: "case",
          line: this.lineOf(node.pos),
          word: lowerWord(node.word, this.#script),
          branches: node.items.map((item) => {
            if (item.terminator !== undefined && item.terminator !== ";;") {
              throw new ShellError('syntax error: unexpected "&"');
            }
            return {
              patterns: item.pattern.map((word) => lowerWord(word, this.#script)),
              body: this.#list(item.body),
            };
          }),
        };
      case "Subshell":
        return { kind: "subshell", line: this.lineOf(node.pos), body: this.#list(node.body) };
      case "BraceGroup":
        return this.#list(node.body);
      case "ArithmeticCommand":
        return this.#nestedSubshell(node.body, node.pos);
      case "TestCommand":
        return {
          kind: "simple",
          line: this.lineOf(node.pos),
          assignments: [],
          arguments: ["[[", ...this.#test(node.expression), "]]"].map((word) =>
            typeof word === "string" ? text(word) : lowerArgument(partsOf(word, this.#script)),
          ),
          redirections: [],
        };
      case "Select":
        throw new ShellError('syntax error: unexpected "do"');
      default:
        throw new ShellError("syntax error: unexpected word");
    }
  }

  /** `((a))` is a subshell in a subshell for ash. */
  #nestedSubshell(body: string, position: number): Command {
    const script = parse(body);
    const inner = new Lowering(body, this.lineOf(position)).script(script);
    return { kind: "subshell", line: this.lineOf(position), body: { kind: "subshell", line: 0, body: inner } };
  }

  #if(node: If | Elif, elif: readonly Elif[], otherwise: CompoundList | undefined): Command {
    const [next, ...rest] = elif;
    return {
      kind: "if",
      test: this.#list(node.clause),
      consequent: this.#list(node.then),
      alternate: next !== undefined ? this.#if(next, rest, otherwise) : otherwise && this.#list(otherwise),
    };
  }

  #simple(node: ParsedCommand): Command {
    const elements = [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix];
    this.#checkGaps(node, elements);
    const assignments: Assignment[] = [];
    const words: Argument[] = [];
    const redirections: Redirection[] = [];
    for (const element of elements) {
      if (element.type === "Word") {
        words.push(lowerArgument(partsOf(element, this.#script)));
      } else if (element.type !== "Assignment") {
        redirections.push(this.#redirection(element));
      } else if (words.length > 0 || element.append || element.index !== undefined) {
        words.push(this.#assignmentAsWord(element));
      } else if (element.value.type === "ArrayValue") {
        throw new ShellError('syntax error: unexpected "("');
      } else {
        assignments.push({ name: element.name, value: lowerValue(element.value, this.#script) });
      }
    }
    return { kind: "simple", line: this.lineOf(node.pos), assignments, arguments: words, redirections };
  }

  /** The parser passes over a parenthesis that cannot stand between words. */
  #checkGaps(node: ParsedCommand, elements: readonly { pos: number; end: number }[]): void {
    let end = node.pos;
    elements.forEach((element, index) => {
      if (this.#source.slice(end, element.pos).includes("(")) {
        throw new ShellError(`syntax error: unexpected ${index === 1 ? 'word (expecting ")")' : '"("'}`);
      }
      end = element.end;
    });
    if (/^[ \t]*\(/.test(this.#source.slice(end))) {
      throw new ShellError('syntax error: unexpected end of file (expecting ")")');
    }
  }

  /** `a+=1`, `a[1]=2`, and assignments behind the command's name are words. */
  #assignmentAsWord(assignment: ParsedAssignment): Argument {
    if (assignment.value.type === "ArrayValue") throw new ShellError('syntax error: unexpected "("');
    const name = this.#source.slice(assignment.pos, assignment.value.pos);
    const segments: Segment[] = [
      { kind: "text", text: name, quoted: false },
      ...partsOf(assignment.value, this.#script),
    ];
    return lowerArgument(joinText(segments));
  }

  #redirection(node: ParsedRedirection): Redirection {
    if (node.type === "HereString") throw new ShellError("syntax error: unexpected redirection");
    if (node.descriptor?.type === "FileDescriptorVariable")
      throw new ShellError("syntax error: unexpected redirection");
    if (node.type === "HereDoc") {
      if (node.closing === undefined) this.unclosed.push(node.delimiter?.value ?? "");
      return { kind: "document", fd: node.descriptor?.value ?? 0, body: lowerDocument(node, this.#script) };
    }
    if (node.target === undefined) throw new ShellError("syntax error: unexpected newline");
    const target = lowerWord(node.target, this.#script);
    const fd = node.descriptor?.value ?? (node.operator.startsWith("<") ? 0 : 1);
    switch (node.operator) {
      case "<":
        return { kind: "file", fd, mode: "read", target };
      case ">":
        return { kind: "file", fd, mode: "write", target };
      case ">>":
        return { kind: "file", fd, mode: "append", target };
      case ">|":
        return { kind: "file", fd, mode: "clobber", target };
      case "<>":
        return { kind: "file", fd, mode: "readwrite", target };
      case "<&":
        return { kind: "duplicate", fd, mode: "read", target };
      case ">&":
        return { kind: "duplicate", fd, mode: "write", target };
      default:
        return { kind: "both", append: node.operator === "&>>", target };
    }
  }

  /** The words of `[[ ]]`, which ash hands to a built-in. */
  #test(expression: TestExpression): (string | ParsedWord)[] {
    switch (expression.type) {
      case "TestUnary":
        return [expression.operator, expression.operand];
      case "TestBinary":
        return [expression.left, expression.operator, expression.right];
      case "TestLogical":
        return expression.operands.flatMap((operand, index) =>
          index === 0 ? this.#test(operand) : [expression.operator, ...this.#test(operand)],
        );
      case "TestNot":
        return [...expression.negations.map(() => "!"), ...this.#test(expression.operand)];
      case "TestGroup":
        return ["(", ...this.#test(expression.expression), ")"];
    }
  }

  /** All statements of a script, as one command. */
  script(script: ParsedScript): Command {
    const error = script.errors?.[0];
    if (error !== undefined) {
      const message = syntaxError(error, this.#source, script.end);
      // A list in parentheses was to end by one.
      const list = /^unexpected "(?:[a-z]+|;;|})"$/.test(message) && this.#source[script.end] === ")";
      throw new ShellError(`syntax error: ${message}${list ? ' (expecting ")")' : ""}`);
    }
    return listOf(script.commands.map((statement) => this.statement(statement)));
  }

  /** The script of a substitution: part of this source, or decoded from backquotes and then a source of its own. */
  readonly #script = (script: ParsedScript, position: number, source?: string): Command => {
    const own = script.source ?? source;
    return own === undefined ? this.script(script) : new Lowering(own, this.lineOf(position)).script(script);
  };
}

/** One command of many. */
export function listOf(commands: readonly Command[]): Command {
  return commands.length === 1 ? commands[0]! : { kind: "list", commands };
}

function text(word: string): Argument {
  return { word: { segments: [{ kind: "text", text: word, quoted: true }], literal: word }, assignment: undefined };
}

function timed(command: Command): Command {
  if (command.kind !== "simple") throw new ShellError("syntax error: unexpected word");
  return { ...command, arguments: [text("time"), ...command.arguments] };
}

function joinText(segments: readonly Segment[]): Segment[] {
  const [first, second, ...rest] = segments;
  if (first?.kind !== "text" || second?.kind !== "text" || first.quoted || second.quoted) return [...segments];
  return [{ kind: "text", text: first.text + second.text, quoted: false }, ...rest];
}
