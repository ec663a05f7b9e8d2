// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of Dockerfiles
/** Builds about how a Dockerfile is written. */
import type { BuildCase } from "./cases.ts";

export const syntaxCases: readonly BuildCase[] = [
  { name: "syntax: the least there can be", dockerfile: "FROM busybox" },
  {
    name: "syntax: comments, blank lines and lower case",
    dockerfile: "# comment\n\n  # indented\nfrom busybox\n\n  env A 1\n#last\nrun echo $A > /out\n",
    look: ["/out"],
  },
  {
    name: "syntax: lines that go on",
    dockerfile: "FROM busybox\nRUN echo one \\\n  two \\\n# between\n  three > /out\nENV A=1 \\\n    B=2\n",
    look: ["/out"],
  },
  {
    name: "syntax: an empty line within a line that goes on",
    dockerfile: "FROM busybox\nENV A=1 \\\n\n    B=2\n",
  },
  { name: "syntax: blanks after a backslash", dockerfile: "FROM busybox\nENV A=1 \\  \t\n    B=2\n" },
  { name: "syntax: a backslash at the very end", dockerfile: "FROM busybox\nENV A=1 \\" },
  { name: "syntax: two backslashes at the end of a line", dockerfile: "FROM busybox\nENV A=1\\\\\nENV B=2\n" },
  {
    name: "syntax: another escape character",
    dockerfile: "# escape=`\nFROM busybox\nENV A=1 `\n  B=c:\\d\nENV C=`$A D=\\$A\nRUN echo \\\\x > /out\n",
    look: ["/out"],
  },
  { name: "syntax: directives come first", dockerfile: "# comment\n# escape=`\nFROM busybox\nENV A=1 \\\n B=2\n" },
  {
    name: "syntax: line ends of Windows",
    dockerfile: "FROM busybox\r\nENV A=1 \\\r\n  B=2\r\nRUN echo x > /out\r\n",
    look: ["/out"],
  },
  { name: "syntax: a byte order mark", dockerfile: "\ufeffFROM busybox\nENV A=1\n" },
  { name: "syntax: tabs between words", dockerfile: 'FROM\tbusybox\nENV\tA\t1 2\nCMD\t[ "a" ,\t"b" ]\n' },
  {
    name: "syntax: the exec form and what only looks like it",
    dockerfile: 'FROM busybox\nCMD ["echo", "a\\u0062\\n"]\nENTRYPOINT [ "sh" ]\nVOLUME [ "/v" ]\nCMD [\'x\']\n',
  },
  {
    name: "syntax: variables",
    dockerfile: [
      "FROM busybox",
      "ENV A=one EMPTY=",
      "ENV B=$A C=${A} D=${A}x E=\\$A F='$A' G=\"$A b\" H=$NONE I=${NONE:-def} J=${A:-def} K=${A:+alt} L=${NONE:+alt}",
      'ENV M=${EMPTY:-def} N=${NONE:-$A} O="\\"q\\"" P=\'a\\nb\' Q=a\\ b R=$A$A S=x${A}y T="\\$A" U=$ V=a$',
      'ENV W=${NONE:-a${A}b} X="it\'s" Y=\'say "x"\' Z=$1',
      "LABEL l=$A \"q u\"='$A'",
      "WORKDIR /$A/${A}",
      "EXPOSE $NONE 80",
      "USER $A",
      "STOPSIGNAL ${NONE:-SIGINT}",
      'VOLUME /$A "/$A"',
      "CMD echo $A",
      'ENTRYPOINT ["$A"]',
    ].join("\n"),
  },
  {
    name: "syntax: variables keep their old values within one line",
    dockerfile: "FROM busybox\nENV A=hello\nENV A=bye B=$A\nENV C=$A\nENV D $A  $C \n",
  },
  {
    name: "syntax: the old form of ENV",
    dockerfile: "FROM busybox\nENV A  some value  \nENV B a=b c\nENV C \"q\" 'r' \\s\nLABEL x y z\n",
  },
  {
    name: "syntax: names and values of labels",
    dockerfile: 'FROM busybox\nLABEL "a b"="c d" e=f\\ g h="i\\\n j"\nLABEL k=\n',
  },
  {
    name: "syntax: variables with odd names",
    dockerfile:
      'FROM busybox\nENV A=1\nENV P="80 81" B=$$ C=$@ D=${?} E=$12x F=${A:?no} G=$Ax H=$A-x\nEXPOSE $P "90 91"\n',
  },
  {
    name: "syntax: a BuildKit frontend is named and not asked",
    dockerfile: "# syntax=docker/dockerfile:1\nFROM busybox\nENV A=1\n",
  },
];
