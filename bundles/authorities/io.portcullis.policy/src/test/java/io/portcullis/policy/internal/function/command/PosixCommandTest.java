// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PosixCommandTest {

  static Stream<Arguments> literalCommands() {
    return Stream.of(
        arguments("git status", List.of("git")),
        arguments("  git\tstatus  ", List.of("git")),
        arguments("git commit -m 'a; rm -rf /'", List.of("git")),
        arguments("git commit -m \"a && b | c\"", List.of("git")),
        arguments("git commit -m \"say \\\"hi\\\" \\$HOME \\`x\\`\"", List.of("git")),
        arguments("git commit -m 'Fixed!'", List.of("git")),
        arguments("git commit -m \"Fixed!\"", List.of("git")),
        arguments("git commit -m \"Hello! World\"", List.of("git")),
        arguments("git commit -m 'caf\u00e9 \ud83d\ude00'", List.of("git")),
        arguments("git show HEAD~1 HEAD@{0} --format=%h", List.of("git")),
        arguments("grep -E 'a$' \"b$\" c", List.of("grep")),
        arguments("find . -name '*.java' -exec wc {} \\;", List.of("find")),
        arguments("r''m x", List.of("rm")),
        arguments("\"r\"m x", List.of("rm")),
        arguments("r\\m x", List.of("rm")),
        arguments("\\rm x", List.of("rm")),
        arguments("r\\\nm x", List.of("rm")),
        arguments("'r\\m' x", List.of("r\\m")),
        arguments("/bin/rm x", List.of("/bin/rm", "rm")),
        arguments("./git", List.of("./git", "git")),
        arguments("/tmp/x/../git status", List.of("/tmp/x/../git", "git")),
        arguments("/bin/", List.of("/bin/", "")),
        arguments("'' x", List.of("")),
        arguments("'a b' c", List.of("a b")),
        arguments("a; b", List.of("a", "b")),
        arguments("a;b;", List.of("a", "b")),
        arguments("a && b || c", List.of("a", "b", "c")),
        arguments("a&&b||c", List.of("a", "b", "c")),
        arguments("a &\\\n& b", List.of("a", "b")),
        arguments("a &&\n\n b", List.of("a", "b")),
        arguments("a & b &", List.of("a", "b")),
        arguments("a | b |\n c", List.of("a", "b", "c")),
        arguments("a |& b", List.of("a", "b")),
        arguments("! a | b", List.of("a", "b")),
        arguments("a\nb\n\nc\n", List.of("a", "b", "c")),
        arguments("\n\na", List.of("a")),
        arguments("a # b", List.of("a")),
        arguments("# a\nb", List.of("b")),
        arguments("a # it's\nb", List.of("a", "b")),
        arguments("a b#c", List.of("a")),
        arguments("a\\#b", List.of("a#b")),
        arguments("(a; b)", List.of("a", "b")),
        arguments("( (a) )", List.of("a")),
        arguments("(a)&&(b)", List.of("a", "b")),
        arguments("(a)|b", List.of("a", "b")),
        arguments("{ a; b; }", List.of("a", "b")),
        arguments("{ a\n}", List.of("a")),
        arguments("{ { a; }; } && b", List.of("a", "b")),
        arguments("if a; then b; elif c; then d; else e; fi", List.of("a", "b", "c", "d", "e")),
        arguments("if a\nthen\nb\nfi; c", List.of("a", "b", "c")),
        arguments("if a && b | c; then d; fi", List.of("a", "b", "c", "d")),
        arguments("while a; do b; done", List.of("a", "b")),
        arguments("until a\ndo b\ndone | c", List.of("a", "b", "c")),
        arguments("echo if then fi do done", List.of("echo")),
        arguments("'if' a", List.of("if")),
        arguments("\\if a", List.of("if")),
        arguments("if.sh a", List.of("if.sh")),
        arguments("iff a", List.of("iff")),
        arguments("time a | b", List.of("time", "a", "b")),
        arguments("time", List.of("time")),
        arguments("[ -f x ] && cat x", List.of("[", "cat")),
        arguments("[ ! -f x ]", List.of("[")),
        arguments("[ a = b -o a == b ]", List.of("[")),
        arguments("test a != b", List.of("test")),
        arguments("cd /tmp && ls", List.of("cd", "ls")),
        arguments("sudo rm x", List.of("sudo")),
        arguments("env A=b c", List.of("env")),
        arguments("'A=b' c", List.of("A=b")),
        arguments("A'='b c", List.of("A=b")),
        arguments("1A=b c", List.of("1A=b")),
        arguments("a A=b", List.of("a")),
        arguments("a ]", List.of("a")),
        arguments("a x~", List.of("a")),
        // Letters that look like others are other letters, for a shell too.
        arguments("\uff47it status", List.of("\uff47it")),
        arguments("\u0441url x", List.of("\u0441url")),
        arguments("a 'x\ny'", List.of("a")),
        arguments("a \"x\\\ny\"", List.of("a")));
  }

  @ParameterizedTest
  @MethodSource("literalCommands")
  void findsEachProgramOfALiteralCommand(String text, List<String> programs) throws Exception {
    PosixCommand command = PosixCommand.of(text);

    assertThat(command.programs()).isEqualTo(programs);
    assertThat(command.isLiteral()).isTrue();
  }

  static Stream<Arguments> dependentCommands() {
    return Stream.of(
        arguments("a $x", List.of("a")),
        arguments("a ${x}", List.of("a")),
        arguments("a ${#x}", List.of("a")),
        arguments("a \"$x\"", List.of("a")),
        arguments("a $1 $@ $? $$ $! $# $- $*", List.of("a")),
        arguments("cat ${IFS}x", List.of("cat")),
        arguments("a $(b)", List.of("a", "b")),
        arguments("a \"$(b \"$(c)\")\"", List.of("a", "b", "c")),
        arguments("a $(b; c | d)", List.of("a", "b", "c", "d")),
        arguments("a $( (b) )", List.of("a", "b")),
        arguments("a $(b # c)\n)", List.of("a", "b")),
        arguments("a $()", List.of("a")),
        arguments("a $(<x)", List.of("a")),
        arguments("a `b`", List.of("a", "b")),
        arguments("a \"`b c`\"", List.of("a", "b")),
        arguments("a `b \\`c\\``", List.of("a", "b", "c")),
        arguments("a `b \\$(c)`", List.of("a", "b", "c")),
        arguments("a <(b) >(c | d)", List.of("a", "b", "c", "d")),
        arguments("a x<(b)", List.of("a", "b")),
        arguments("a *", List.of("a")),
        arguments("a x?", List.of("a")),
        arguments("a [ab]", List.of("a")),
        arguments("a ~", List.of("a")),
        arguments("a ~root/x", List.of("a")),
        arguments("a b=~/x", List.of("a")),
        arguments("a b:~/x", List.of("a")),
        arguments("a {b,c}", List.of("a")),
        arguments("a x{1..3}y", List.of("a")),
        arguments("a =b", List.of("a")),
        arguments("a !b", List.of("a")),
        arguments("a \"b!c\"", List.of("a")),
        arguments("a {", List.of("a")),
        arguments("{ a } always { b }\n}", List.of("a")),
        arguments("A=b c", List.of("c")),
        arguments("PATH=/tmp ls", List.of("ls")),
        arguments("A=$(b) c", List.of("b", "c")),
        arguments("A=b; c", List.of("c")),
        arguments("ls > /etc/passwd", List.of("ls")),
        arguments("ls >/etc/passwd", List.of("ls")),
        arguments("ls 2>&1", List.of("ls")),
        arguments("ls 2>x 3<>y >>z >|w <&-", List.of("ls")),
        arguments("> x ls", List.of("ls")),
        arguments("ls > $(b)", List.of("ls", "b")),
        arguments("ls > >(b)", List.of("ls", "b")),
        arguments("(a) > x", List.of("a")),
        arguments("{ a; } 2>x | b", List.of("a", "b")),
        arguments("if a; then b; fi < x", List.of("a", "b")),
        // bash redirects both streams; dash runs two commands.
        arguments("a &> x", List.of("a")),
        arguments("a &> x b", List.of("a", "b")),
        arguments("for x in a b; do c $x; done", List.of("c")),
        arguments("for x do c; done", List.of("c")),
        arguments("for x; do c; done", List.of("c")),
        arguments("for x in $(a)\ndo c\ndone", List.of("a", "c")),
        arguments("for PATH in /tmp; do ls; done", List.of("ls")),
        arguments("a # b; c", List.of("a")),
        arguments("test -v 'a[$(b)]'", List.of("test")),
        arguments("printf -v 'a[`b`]' x", List.of("printf")));
  }

  @ParameterizedTest
  @MethodSource("dependentCommands")
  void commandThatDependsOnTheExecutionIsNotLiteral(String text, List<String> programs)
      throws Exception {
    PosixCommand command = PosixCommand.of(text);

    assertThat(command.programs()).isEqualTo(programs);
    assertThat(command.isLiteral()).isFalse();
  }

  static Stream<Arguments> unknownPrograms() {
    return Stream.of(
        arguments("$x", FunctionProblem.COMMAND_NAME),
        arguments("$x rm", FunctionProblem.COMMAND_NAME),
        arguments("\"$x\"", FunctionProblem.COMMAND_NAME),
        arguments("r${x}m a", FunctionProblem.COMMAND_NAME),
        arguments("cat${IFS}x", FunctionProblem.COMMAND_NAME),
        arguments("$(a)", FunctionProblem.COMMAND_NAME),
        arguments("`a` b", FunctionProblem.COMMAND_NAME),
        arguments("<(a)", FunctionProblem.COMMAND_NAME),
        arguments("/bin/r?", FunctionProblem.COMMAND_NAME),
        arguments("/bin/r[m]", FunctionProblem.COMMAND_NAME),
        arguments("*", FunctionProblem.COMMAND_NAME),
        arguments("[a", FunctionProblem.COMMAND_NAME),
        arguments("~/bin/a", FunctionProblem.COMMAND_NAME),
        arguments("{ls,-la}", FunctionProblem.COMMAND_NAME),
        arguments("{ls", FunctionProblem.COMMAND_NAME),
        arguments("}a", FunctionProblem.COMMAND_NAME),
        arguments("!a", FunctionProblem.COMMAND_NAME),
        arguments("!!", FunctionProblem.COMMAND_NAME),
        arguments("^a^b", FunctionProblem.COMMAND_NAME),
        arguments("%1", FunctionProblem.COMMAND_NAME),
        arguments("=ls", FunctionProblem.COMMAND_NAME),
        arguments("A+=b c", FunctionProblem.COMMAND_NAME),
        arguments("A[0]=b c", FunctionProblem.COMMAND_NAME),
        arguments("git status; $x", FunctionProblem.COMMAND_NAME),
        arguments("A=b", FunctionProblem.COMMAND_NO_PROGRAM),
        arguments("> /etc/passwd", FunctionProblem.COMMAND_NO_PROGRAM),
        arguments("a 'b", FunctionProblem.COMMAND_OPEN_QUOTE),
        arguments("a \"b", FunctionProblem.COMMAND_OPEN_QUOTE),
        arguments("a \"b\\\"", FunctionProblem.COMMAND_OPEN_QUOTE),
        arguments("a `b", FunctionProblem.COMMAND_OPEN_QUOTE),
        arguments("a $(b", FunctionProblem.COMMAND_OPEN_QUOTE),
        arguments("a \"$(b\"", FunctionProblem.COMMAND_OPEN_QUOTE),
        arguments("a \\", FunctionProblem.COMMAND_OPEN_QUOTE),
        arguments("a $'b'", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("$'rm' b", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a $\"b\"", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a ${x:-y}", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a ${x:-$(b)}", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a ${ b; }", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a ${}", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a $((1+1))", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a $[1+1]", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("((a))", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("[[ a && b ]]", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a=(1 2)", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a() { b; }; a", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a () { b; }; a", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("function a { b; }; a", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("case a in a) b;; esac", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a !(b)", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a @(b|c)", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a =(b)", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a << b\nc\nb", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a <<-b", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a <<< b", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("{x}>y a", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a >! b", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("> x if a", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("> x { a }", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("for ((;;)) do a; done", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("time -p a", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("coproc a", FunctionProblem.COMMAND_UNSUPPORTED),
        arguments("a \"`b \\\"c\\\"`\"", FunctionProblem.COMMAND_UNSUPPORTED));
  }

  @ParameterizedTest
  @MethodSource("unknownPrograms")
  void programsAreRefusedWhenTheyAreNotKnown(String text, FunctionProblem problem)
      throws Exception {
    PosixCommand command = PosixCommand.of(text);

    assertThat(command.isLiteral()).isFalse();
    assertThatThrownBy(command::programs)
        .isInstanceOfSatisfying(
            FunctionException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n", "\t \n\n", "# a", " # a; b\n#c"})
  void emptyCommandIsAnError(String text) {
    assertProblem(text, FunctionProblem.COMMAND_EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\0b",
        "a\0",
        "a\r\nb",
        "a\u0007",
        "a\u001b[2J",
        "a\u007f",
        "a\u000bb",
        "a\u0085b",
        "a\u00a0b",
        "a\u2003b",
        "a\u2028b",
        "\ufeffa",
        "a \u202eb",
        "a \u2066b",
        "a\u200bb",
        "g\u00adit",
        "a \ud83d",
        "a \ude00"
      })
  void invisibleCharactersAreErrors(String text) {
    assertProblem(text, FunctionProblem.COMMAND_CHARACTER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&& a",
        "| a",
        "; a",
        "& a",
        "a &&",
        "a |",
        "a ||",
        "a ;; b",
        "a & ; b",
        "a | | b",
        "a && && b",
        ")",
        "a )",
        "(a",
        "()",
        "( )",
        "(a) b",
        "{ a }",
        "{ a; } b",
        "{ }",
        "}",
        "a; }",
        "then a",
        "fi",
        "done",
        "if a; fi",
        "if a; then b",
        "if a; then; fi",
        "if; then b; fi",
        "while a; done",
        "while a; do b; fi",
        "for 1 in a; do b; done",
        "for x in a b",
        "for x in a; b; done",
        "a >",
        "a > ; b",
        "a > \n",
        "!",
        "a | ! b",
        "a `b )`",
        "a $(b; })"
      })
  void commandThatNoShellRunsIsAnError(String text) {
    assertProblem(text, FunctionProblem.COMMAND_SYNTAX);
  }

  private static void assertProblem(String text, FunctionProblem problem) {
    assertThatThrownBy(() -> PosixCommand.of(text))
        .isInstanceOfSatisfying(
            FunctionException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  @Test
  void lengthAndDepthAreBounded() throws Exception {
    assertThat(PosixCommand.of("a ".repeat(32_768)).programs()).containsExactly("a");
    assertThat(PosixCommand.of("a;".repeat(32_768)).programs()).hasSize(32_768);
    assertThat(PosixCommand.of("( ".repeat(31) + "a" + " )".repeat(31)).isLiteral()).isTrue();
    assertProblem("a".repeat(65_537), FunctionProblem.COMMAND_TOO_LONG);
    assertProblem("( ".repeat(20_000) + "a", FunctionProblem.COMMAND_TOO_DEEP);
    assertProblem("$(".repeat(20_000) + "a", FunctionProblem.COMMAND_TOO_DEEP);
    assertProblem("{ ".repeat(20_000) + "a", FunctionProblem.COMMAND_TOO_DEEP);
    assertProblem("if ".repeat(20_000) + "a", FunctionProblem.COMMAND_TOO_DEEP);
    assertProblem("time ".repeat(10_000) + "a", FunctionProblem.COMMAND_TOO_DEEP);
  }

  @Test
  void longChainsOfElifNeedNoDepth() throws Exception {
    String chain = "if a; then b; " + "elif a; then b; ".repeat(4_000) + "fi";

    assertThat(PosixCommand.of(chain).programs()).hasSize(8_002);
  }
}
