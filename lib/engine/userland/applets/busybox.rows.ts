/** The rows of the comparison with busybox: a command, its input, and commands that show what it left. */

interface Row {
  title: string;
  argv: readonly string[];
  stdin?: string;
  /** Commands run afterwards in the same tree. */
  after: readonly (readonly string[])[];
}

/** Splits a command as a shell would, with single quotes only. */
function words(command: string): string[] {
  return (command.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replaceAll("'", ""));
}

/** A row of one command, its standard input, and what to run afterwards. */
function row(command: string, stdin?: string, ...after: string[]): Row {
  return { title: command, argv: words(command), ...(stdin === undefined ? {} : { stdin }), after: after.map(words) };
}

/** One command a line. */
function plain(commands: string): Row[] {
  return commands
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((command) => row(command));
}

const text = String.raw;

/** All rows. */
export const rows: readonly Row[] = [
  ...plain(text`
    echo
    echo a  b
    echo -n a
    echo -e 'a\tb\nc'
    echo -e 'a\cb'
    echo -e '\0101\101\x41\q\\'
    echo -E 'a\n'
    echo -ne 'x\n'
    echo -nx y
    echo -- a
    echo -e -E 'a\n'
    echo --help
    echo -
    printf
    printf hello
    printf '%s\n' a b c
    printf '%d %i\n' 42 -7 0x10 010
    printf '%5d|%-5d|%05d\n' 42 42 42
    printf '%x %X %o %u\n' 255 255 8 7
    printf '%.3f %e %g\n' 3.14159 12345.678 0.0001
    printf '%s-%s\n' a b c
    printf '%c%c\n' hello world
    printf '%b|' 'a\tb' 'c\n'
    printf '%%\n'
    printf '%d\n' abc
    printf '%10.3s|\n' abcdef
    printf '%-10s|\n' abc
    printf '%+d % d\n' 5 5
    printf '\x41\101\n'
    printf '%*d\n' 6 42
    printf '%z'
    printf '%5q' x
    printf '%#x %#o\n' 255 8
    printf '%s'
    printf '%d\n'
    printf '%d|' ''
    printf '%f|'
    printf '%5s|%5s|\n' é x
    printf '%g %g %g\n' 100000 1000000 1e-5
    printf '%s %d\n' a 1 b 2
    printf '%08.3f|%+.2e\n' 3.14159 1234.5
    printf 'no newline\c ignored'
    cat fruit
    cat fruit numbers
    cat nope fruit
    cat dir
    cat -n fruit
    cat -b fruit
    cat -e spaces
    cat -t spaces
    cat -v binary
    cat -A binary
    cat -z
    cat binary
    tac fruit
    tac spaces
    tac nope fruit
    rev fruit
    rev spaces
    rev nope
    nl fruit
    nl -b a fruit
    nl -s : -w 3 -v 5 -i 2 fruit
    fold -w 10 fruit
    fold -s -w 12 long
    fold spaces
    fold -w x fruit
    head -n 2 fruit
    head -2 fruit
    head -n -2 fruit
    head -c 7 fruit
    head -c -7 fruit
    head fruit numbers
    head -q -n 1 fruit numbers
    head -v -n 1 fruit
    head nope fruit
    head -n 1k fruit
    head -n x fruit
    tail -n 2 fruit
    tail -2 fruit
    tail -n +3 fruit
    tail +3 fruit
    tail -c 7 fruit
    tail -c +7 fruit
    tail -n 1 spaces
    tail -n 0 fruit
    tail -n 1 fruit numbers
    tail nope fruit
    tail nope
    tail dir
    tail -n 100 numbers
    tail -n 1 empty
    wc fruit
    wc -l fruit
    wc -lw fruit
    wc -c fruit numbers
    wc -L spaces
    wc -m binary
    wc nope fruit
    wc dir
    wc binary
    wc -l empty
    seq 3
    seq 2 4
    seq 1 2 7
    seq 5 -2 1
    seq -w 8 11
    seq -s , 3
    seq 0.5 0.25 1.25
    seq 3 1
    seq -3 -1
    seq -w -2 1
    seq x
    seq 1 2 3 4
    seq
    pwd
    basename /a/b/c.txt
    basename /a/b/c.txt .txt
    basename /
    basename a/
    basename -a x/y z/w
    basename -s .c a.c b.c
    basename .txt .txt
    basename
    dirname /a/b/c
    dirname a
    dirname /
    dirname a/b/
    dirname //a
    dirname
    readlink link
    readlink fruit
    readlink -f link
    readlink -f broken
    readlink -f dir/../dir/inner
    readlink -v nope
    readlink -n link
    realpath link
    realpath nope
    realpath nope/x
    realpath dir/sub/..
    ls
    ls dir
    ls -a dir
    ls -A dir
    ls -1 fruit numbers
    ls nope
    ls nope fruit
    ls -d dir
    ls -F
    ls -p
    ls -R dir
    ls -r
    ls -S
    ls dir fruit
    ls -l fruit
    ls -l link
    ls -ld dir
    ls -lh long
    ls -ln fruit
    ls -s empty
    ls -1d dir void fruit
    ls broken
    ls -C fruit numbers
    stat -c '%n %s %a %F %h' fruit dir link
    stat -c '%A %u %g %Y' fruit
    stat -c '%U %G' fruit
    stat -L -c '%F' link
    stat nope
    stat -c '%y' fruit
    stat -c '%5s|%-8s|' fruit
    stat -c %N link
    du nope
    test a
    test
    test ''
    test -f fruit
    test -d fruit
    test -e nope
    test -L link
    test -s empty
    test -x fruit
    test 1 -eq 1
    test 1 -lt 0
    test a = b
    test a != b
    test ! a = b
    test a -a ''
    test '' -o b
    test ( a = a )
    test ( a = b ) -o c
    test x -eq 1
    test 1 -eq
    test -n ''
    test -z ''
    test -t 0
    test fruit -ef link
    test = = =
    test ! !
    test -a a
    test a b
    test a b c d e
    [ a = a ]
    [ a = a
    [ ]
    expr 1 + 2
    expr 7 - 9
    expr 3 '*' 4
    expr 7 / 2
    expr 7 % 3
    expr 1 / 0
    expr a + 1
    expr 1 '<' 2
    expr abc = abc
    expr abc '<' abd
    expr 10 '>' 9
    expr '' '|' b
    expr 0 '|' 0
    expr a '&' b
    expr a '&' 0
    expr hello : 'h.*o'
    expr hello : 'h\(.*\)o'
    expr hello : x
    expr hello : 'x\(y\)'
    expr length hello
    expr substr hello 2 3
    expr index hello l
    expr match hello 'hel*'
    expr ( 1 + 2 ) '*' 3
    expr 1 +
    expr
    expr 1 2
    expr -5 + 3
    grep apple fruit
    grep -c apple fruit
    grep -n apple fruit
    grep -v apple fruit
    grep -i banana fruit
    grep -l apple fruit numbers
    grep -L apple fruit numbers
    grep -q apple fruit
    grep -q nothing fruit
    grep -o 'an' fruit
    grep -on 'a.' fruit
    grep -w apple fruit
    grep -w appl fruit
    grep -x banana fruit
    grep -E 'apple|cherry' fruit
    grep 'apple\|cherry' fruit
    grep -F 'a.p' fruit
    grep -e apple -e cherry fruit
    grep '^$' fruit
    grep -r apple dir
    grep -rl hidden dir
    grep x nope
    grep -s x nope
    grep apple fruit nope
    grep x dir
    grep -h apple fruit dir/sub/deep
    grep -H apple fruit
    grep -m 1 apple fruit
    grep -A 1 banana fruit
    grep -B 1 cherry fruit
    grep -C 1 cherry fruit
    grep -n -A 1 apple fruit
    grep -E '(' fruit
    grep '[a' fruit
    grep 'a\{2' fruit
    grep -E 'p{2}' fruit
    grep 'p\{2\}' fruit
    grep -E '^(.)(.).*\2$' fruit
    grep '[[:upper:]]' fruit
    grep -E 'an+a' fruit
    grep 'a*' fruit
    grep -E 'a**' fruit
    grep '*' fruit
    grep '\<pie\>' fruit
    grep -c '' spaces
    grep
    grep -f nope fruit
    grep -f empty fruit
    grep -vc apple fruit numbers
    egrep 'a|b' fruit
    fgrep 'apple pie' fruit
    grep -iv APPLE fruit
    grep a - fruit
    sed p numbers
    sed -n p numbers
    sed -n 2p numbers
    sed 2d numbers
    sed '2,4d' numbers
    sed '2,4!d' numbers
    sed '$d' numbers
    sed '/3/d' numbers
    sed '/9/,/33/d' numbers
    sed '/9/,2d' numbers
    sed '2,+1d' numbers
    sed '0,/1/d' numbers
    sed 's/a/A/' fruit
    sed 's/a/A/g' fruit
    sed 's/a/A/2' fruit
    sed 's/a/A/2g' fruit
    sed 's/A/x/I' fruit
    sed -n 's/an/AN/p' fruit
    sed 's/\(a\)\(p\)/\2\1/' fruit
    sed -E 's/(a)(p+)/\2\1/' fruit
    sed -r 's/a|e/X/g' fruit
    sed 's/p*/x/g' fruit
    sed 's/x*$/!/' fruit
    sed 's/&/and/;s/a/[&]/' fruit
    sed 's/a/\&/' fruit
    sed 's|a|/|' fruit
    sed 's/a/x\ny/' fruit
    sed 's,a\,b,c,' fruit
    sed 's/[/]/x/' fruit
    sed = numbers
    sed -n '$=' fruit
    sed 'a after' numbers
    sed '1i before' numbers
    sed '2c changed' numbers
    sed '2,3c changed' numbers
    sed '$a last' spaces
    sed '1a\  indented' numbers
    sed y/abc/xyz/ fruit
    sed N numbers
    sed 'N;s/\n/-/' numbers
    sed '$!N;P;D' fruit
    sed n numbers
    sed 'n;d' numbers
    sed -n '$!{n;p}' numbers
    sed 2q numbers
    sed -n '2{p;q}' numbers
    sed G numbers
    sed '1!G;h;$!d' numbers
    sed ':a;s/^\(.\{1,4\}\)$/ \1/;ta' numbers
    sed -e 's/1/a/' -e 's/2/b/' numbers
    sed -f script.sed fruit
    sed 'r numbers' empty
    sed '1r numbers' fruit
    sed p nope numbers
    sed s/five/six/ spaces
    sed -n '/apple/{/pie/!p}' fruit
    sed 's/b/x/;t;s/c/y/' fruit
    sed '/^$/d' fruit
    sed 's/\bpie\b/PIE/' fruit
    sed 's/.*/"&"/' fruit
    sed 's/a/\t/' fruit
    sed -n '/a/,/c/p' fruit
    sed --expression=p numbers
    sed '5,2p' numbers
    sed -i s/apple/pear/ nope
    sed
    sort fruit
    sort -r fruit
    sort -n numbers
    sort -nr numbers
    sort -u numbers
    sort -nu numbers
    sort -f fruit
    sort -k 2 -t : table
    sort -t : -k 2n table
    sort -t : -k 1,1 -k 2,2n table
    sort -t : -k 2,2nr table
    sort -t : -k 1,1 -s table
    sort -c numbers
    sort -c empty
    sort nope
    sort -b spaces
    sort -k 2 fruit
    sort spaces
    sort -uf fruit
    uniq numbers
    uniq -c fruit
    uniq -d fruit
    uniq -u fruit
    uniq -i fruit
    uniq nope
    uniq -f 1 fruit
    uniq -s 1 -w 2 numbers
    cut -c 1-3 fruit
    cut -c 2 fruit
    cut -c -2,4- fruit
    cut -d : -f 1 table
    cut -d : -f 1,3 table
    cut -d : -f 2- table
    cut -d : -f 3,1 table
    cut -d , -f 1 table
    cut -d , -f 1 -s table
    cut -b 1 fruit
    cut -f 1 spaces
    cut fruit
    cut -c 1 nope fruit
    cut -d :: -f 1 table
    paste fruit numbers
    paste -d , fruit numbers
    paste -s numbers
    paste -s -d +- numbers
    cmp fruit fruit
    cmp fruit numbers
    cmp empty fruit
    cmp -s fruit numbers
    cmp nope fruit
    strings binary
    strings -n 3 binary
    find dir
    find dir -name inner
    find dir -type f
    find dir -type d
    find . -maxdepth 1 -type l
    find dir -name '*e*' -print
    find dir ! -name '*e*'
    find dir -name inner -o -name deep
    find dir ( -name inner -o -name deep ) -type f
    find nope
    find dir -exec echo {} ;
    find dir -type f -exec echo got {} +
    find dir -print0
    find dir -mindepth 2
    find . -maxdepth 0
    find dir -depth
    find dir -name sub -prune -o -print
    find . -maxdepth 1 -empty
    find . -maxdepth 1 -size -2 -name 'n*'
    find dir -iname INNER
    find dir -path '*sub*'
    find dir -nope
    find fruit -perm 644
    find dir -type x
    od fruit
    od -c binary
    od -t x1 binary
    od -An -tx1 fruit
    od -x fruit
    od -b binary
    od -A x -t x2 fruit
    od -A d -c fruit
    od -N 5 -c fruit
    od -j 3 -N 4 -c fruit
    od -t d2 fruit
    od -t u1 binary
    od -t o1 -t c binary
    od -a binary
    od nope
    hexdump fruit
    hexdump -C binary
    hexdump -C fruit
    hexdump -c fruit
    hexdump -b fruit
    hexdump -n 4 -C fruit
    hexdump -s 2 -C fruit
    hexdump empty
    hexdump -C nope
    xxd fruit
    xxd -p fruit
    md5sum fruit
    md5sum fruit nope
    sha1sum fruit
    sha256sum fruit numbers
    sha512sum empty
    base64 fruit
    base64 -w 10 fruit
    base64 -w 0 fruit
    base64 nope
    base64 empty
    env
    env -i
    env -i A=1 B=2
    env -u HOME
    env nope
    env A=b printenv A
    timeout 5 echo hi
    timeout 0.2 sleep 5
    timeout 1 nope
    timeout -s KILL 0.2 sleep 5
    timeout x echo
    timeout
    sleep 0
    sleep 0.01
    sleep x
    sleep
    true
    false
    date -d @0
    date -u -d '2013-06-09 12:34:56' '+%Y-%m-%d %H:%M:%S %a %b %j %U %V %u %s'
    date -d 2013-06-09 +%F
    date -d '2013-06-09 01:02:03' '+%T %R %D %e %k %l %I %p %y %C %h'
    date -d x
    date -d @86400 -R
    date -d @0 -Iseconds
    date -d @0 -I
    date -r fruit
    date -r nope
    whoami
    id -u
    id -un
    id -g
    whoami x
    tty
    nproc -x
    which nope
    kill -l 9
    kill -l TERM
    kill 99999
    kill x
    kill -l 137
    kill -NOPE 1
    killall nope
    pidof nope
    dd if=nope
    dd bs=0
    dd if=fruit status=none
    dd if=fruit bs=4 count=2 status=noxfer
    dd if=fruit bs=5 skip=1 count=1 status=noxfer
    dd nope=1
    mktemp nope/XXXXXX
    mktemp x
    expr length
    tee nope/x
    rm
    rm -f
    rm .
    mkdir
    rmdir
    touch
    ln
    cp fruit
    mv fruit
    chmod 644
    chown root
    shuf -e a
    sync
    clear
    usleep 10
  `),
  row("sed -n 'H;$ {x;s/\\n/,/g;p}' numbers"),
  row("cat", "from stdin"),
  row("cat - fruit -", "x\n"),
  row("tee copy", "data\n", "cat copy"),
  row("tee -a fruit nope/x", "data\n", "cat fruit"),
  row("wc", "a b c\n"),
  row("wc -", "a b c\n"),
  row("head -n 1", "1\n2\n"),
  row("tail -n 1", "1\n2\n"),
  row("head -n 1 - fruit", "1\n2\n"),
  row("tail -n 2", "1\n2\n3"),
  row("paste - -", "1\n2\n3\n4\n"),
  row("grep a", "a\nb\nca"),
  row("grep -H a", "a\n"),
  row("grep -c x -", "x\nx\n"),
  row("sed s/a/b/", "a"),
  row("sed 's/\\(.*\\)foo/\\1bar/'", "a foo foo\n"),
  row("sed 's/a\\|b/x/g'", "abc\n"),
  row("sed -E 's/(^|,)x/\\1y/g'", "x,x,ax\n"),
  row("sed 's/[^[:alnum:]]/_/g'", "a-b c\n"),
  row("sed 's/\\//|/g'", "a/b\n"),
  row("sed '/start/,/end/{s/x/y/;}'", "x\nstart x\nx\nend x\nx\n"),
  row("sed -i s/apple/pear/ fruit", undefined, "cat fruit"),
  row("sed -i.bak 1d fruit", undefined, "cat fruit", "cat fruit.bak"),
  row("sed -n 'w out' numbers", undefined, "cat out"),
  row("sort", "b\na\n"),
  row("sort -", "b\na"),
  row("sort -o fruit fruit", undefined, "cat fruit"),
  row("sort -n", "1.5\n1.25\n-3\nx\n 2\n"),
  row("sort -g", "1e3\n2\n-1e2\n"),
  row("sort -M", "mar\nJAN\nfeb\n"),
  row("sort -d", "a-b\nab\na c\n"),
  row("sort -V", "v10\nv9\nv1\n"),
  row("uniq", "a\na\nb"),
  row("uniq -c", "a\na\nb\n"),
  row("uniq - out", "a\na\n", "cat out"),
  row("tr a-z A-Z", "hello\n"),
  row("tr -d l", "hello\n"),
  row("tr -s l", "hello\n"),
  row("tr -cd a-z", "he11o\n"),
  row("tr -c a-z .", "he11o\n"),
  row("tr '[:lower:]' '[:upper:]'", "hello\n"),
  row("tr '\\n' ' '", "a\nb\n"),
  row("tr abc xy", "aabbcc\n"),
  row("tr -ds a b", "aabbcc\n"),
  row("tr z-a x", "a\n"),
  row("tr '\\101' x", "A\n"),
  row("tr -s a-z A-Z", "hello\n"),
  row("tr x", "x\n"),
  row("cut -d ' ' -f 2", "a b c\nd\n"),
  row("xargs", "a b\nc\n"),
  row("xargs -n 1 echo", "a b\nc\n"),
  row("xargs -n 2 echo x", "1 2 3\n"),
  row("xargs -I {} echo [{}]", "a b\nc\n"),
  row("xargs -0 echo", "a b\0c\0"),
  row("xargs -t echo", "a\n"),
  row("xargs", "'a b' \"c d\" e\\ f\n"),
  row("xargs", ""),
  row("xargs -r echo x", ""),
  row("xargs nope", "a\n"),
  row("xargs false", "a\n"),
  row("xargs", "'unmatched\n"),
  row("rev", "abc\ndef"),
  row("tac", "a\nb\nc"),
  row("nl", "a\n\nb\n"),
  row("fold -w 3", "abcdefgh\n"),
  row("fold -b -w 3", "ab\tcd\n"),
  row("od -c", "hello\n"),
  row("od", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
  row("hexdump -C", "same same same !same same same !same same same !x"),
  row("hexdump -v", "same same same !same same same !"),
  row("xxd", "hi\n"),
  row("base64", "hello\n"),
  row("base64 -d", "aGVsbG8K\n"),
  row("base64 -d", "aGVs\nbG8K\n"),
  row("md5sum", "x\n"),
  row("md5sum -c", "d41d8cd98f00b204e9800998ecf8427e  empty\n"),
  row("md5sum -c", "00000000000000000000000000000000  empty\n"),
  row("dd bs=3 status=noxfer", "hello world\n"),
  row("dd of=out bs=4 status=none", "hello world\n", "cat out"),
  row("dd of=fruit bs=1 seek=3 conv=notrunc status=none", "XX", "cat fruit"),
  row("dd of=fruit bs=1 seek=3 status=none", "XX", "cat fruit"),
  row("dd if=fruit of=out bs=2k status=none", undefined, "cmp fruit out"),
  row("dd conv=swab status=none", "abcd"),
  row("dd bs=5 conv=sync status=noxfer", "abc"),
  row("mkdir new", undefined, "ls -ld new -d", "ls"),
  row("mkdir dir", undefined),
  row("mkdir a/b/c", undefined),
  row("mkdir -p a/b/c", undefined, "find a"),
  row("mkdir -p dir", undefined),
  row("mkdir -m 700 new", undefined, "stat -c %a new"),
  row("mkdir fruit/x", undefined),
  row("rmdir void", undefined, "ls"),
  row("rmdir dir", undefined),
  row("rmdir fruit", undefined),
  row("rmdir nope", undefined),
  row("rmdir -p a/b", undefined),
  row("rm fruit", undefined, "ls"),
  row("rm dir", undefined, "ls"),
  row("rm -r dir", undefined, "ls"),
  row("rm -rf dir nope", undefined, "ls"),
  row("rm nope fruit", undefined, "ls"),
  row("rm -f nope", undefined),
  row("rm link", undefined, "ls"),
  row("rm -r ..", undefined),
  row("rm -i fruit", "y\n", "ls"),
  row("rm -i fruit", "n\n", "ls"),
  row("unlink fruit", undefined, "ls"),
  row("unlink nope", undefined),
  row("touch new", undefined, "stat -c '%n %s %a' new"),
  row("touch -d '2001-02-03 04:05:06' fruit", undefined, "stat -c %Y fruit"),
  row("touch -t 200102030405.06 fruit", undefined, "stat -c %Y fruit"),
  row("touch -c nope", undefined, "ls"),
  row("touch nope/x", undefined),
  row("touch -r numbers new", undefined, "stat -c %Y new"),
  row("touch -d x fruit", undefined),
  row("ln fruit hard", undefined, "stat -c %h fruit hard", "cat hard"),
  row("ln -s fruit soft", undefined, "readlink soft"),
  row("ln -s x fruit", undefined),
  row("ln -sf x fruit", undefined, "readlink fruit"),
  row("ln nope x", undefined),
  row("ln dir x", undefined),
  row("ln -s ../fruit dir", undefined, "readlink dir/fruit"),
  row("link fruit x", undefined, "cat x"),
  row("cp fruit new", undefined, "cat new"),
  row("cp fruit dir", undefined, "cat dir/fruit"),
  row("cp fruit numbers dir", undefined, "ls dir"),
  row("cp fruit numbers", undefined, "cat numbers"),
  row("cp nope x", undefined),
  row("cp dir new", undefined),
  row("cp -r dir new", undefined, "find new"),
  row("cp -r dir void", undefined, "find void"),
  row("cp link new", undefined, "stat -c %F new"),
  row("cp -P link new", undefined, "stat -c %F new"),
  row("cp -a link new", undefined, "stat -c %F new"),
  row("cp -p fruit new", undefined, "stat -c '%Y %a' new"),
  row("cp fruit numbers nope", undefined),
  row("cp fruit fruit", undefined),
  row("cp fruit nope/x", undefined),
  row("cp -r dir dir/sub", undefined),
  row("mv fruit new", undefined, "ls", "cat new"),
  row("mv fruit dir", undefined, "ls dir"),
  row("mv fruit numbers dir", undefined, "ls dir"),
  row("mv nope x", undefined),
  row("mv dir void", undefined, "find void"),
  row("mv dir dir/sub", undefined),
  row("mv fruit numbers nope", undefined),
  row("mv fruit nope/x", undefined),
  row("mv -n fruit numbers", undefined, "cat numbers"),
  row("mv dir fruit", undefined),
  row("chmod 600 fruit", undefined, "stat -c %a fruit"),
  row("chmod +x fruit", undefined, "stat -c %a fruit"),
  row("chmod u=rwx,go=rx fruit", undefined, "stat -c %a fruit"),
  row("chmod go-r fruit", undefined, "stat -c %a fruit"),
  row("chmod a+w fruit", undefined, "stat -c %a fruit"),
  row("chmod -w fruit", undefined, "stat -c %a fruit"),
  row("chmod u+s,+t fruit", undefined, "stat -c '%a %A' fruit"),
  row("chmod g=u fruit", undefined, "stat -c %a fruit"),
  row("chmod -R a+X dir", undefined, "stat -c %a dir dir/inner"),
  row("chmod x fruit", undefined),
  row("chmod 644 nope", undefined),
  row("chmod 4755 fruit", undefined, "ls -l fruit"),
  row("chown 1:2 fruit", undefined, "stat -c '%u %g' fruit"),
  row("chown root fruit", undefined, "stat -c '%u %g' fruit"),
  row("chown :5 fruit", undefined, "stat -c '%u %g' fruit"),
  row("chown nobody1 fruit", undefined),
  row("chown x:y fruit", undefined),
  row("chgrp 7 fruit", undefined, "stat -c '%u %g' fruit"),
  row("truncate -s 3 fruit", undefined, "cat fruit"),
  row("truncate -s 100 empty", undefined, "wc -c empty"),
];
