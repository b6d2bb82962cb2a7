// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionDiagnosticsTest {

  private final ExpressionCompiler compiler =
      new ExpressionCompiler(
          new Declarations(Map.of("workspace", "string", "start", "path"), Set.of("spent")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "args.amount > 5 and tool == \"x\"   ~ 16 ~ there is no operator 'and'; did you mean '&&'?",
        "tool == 'x' OR true                 ~ 12 ~ there is no operator 'OR'; did you mean '||'?",
        "not args.x                          ~ 0  ~ there is no operator 'not'; did you mean '!'?",
        "NOT args.x                          ~ 0  ~ there is no operator 'NOT'; did you mean '!'?",
        "args.amount = 5                     ~ 12 ~ there is no operator '='; did you mean '=='?",
        "args.amount === 5                   ~ 12 ~ there is no operator '==='; did you mean '=='?",
        "args.amount => 5                    ~ 12 ~ there is no operator '=>'; did you mean '>='?",
        "args.amount <> 5                    ~ 12 ~ there is no operator '<>'; did you mean '!='?",
        "tool == \"a\" | tool == \"b\"       ~ 12 ~ there is no operator '|'; did you mean '||'?",
        "tool == github_*                    ~ 15 ~ a text with * needs quotes: write"
            + " name.startsWith(\"github_\")",
        "args.p.matches(\"\\d+\")            ~ 16 ~ a text has no escape \\d; did you mean"
            + " \\\\d? Or write r before the quote",
        "args.p.matches(args.q)              ~ 15 ~ the pattern of matches must be a text in"
            + " quotes, not a computed one",
        "args.p.matches(\"(\")               ~ 15 ~ the pattern of matches is not accepted: missing"
            + " closing )",
        "args.p.matches(\"(?=a)\")           ~ 15 ~ the pattern of matches is not accepted: invalid"
            + " or unsupported Perl syntax",
        "args.p.matches(\"(a{1,100}){1,100}\") ~ 15 ~ the pattern of matches is not accepted: its"
            + " repetitions make it too large",
        "args.p matches \"x\"                ~ 7  ~ 'matches' is a function; did you mean"
            + " args.p.matches(\"x\")?",
        "amount > 5                          ~ 0  ~ unknown name 'amount'; did you mean"
            + " 'args.amount'?",
        "arg.x > 5                           ~ 0  ~ unknown name 'arg'; did you mean 'args'?",
        "args.x.startWith(\"a\")             ~ 7  ~ unknown function 'startWith'; did you mean"
            + " 'startsWith'?",
        "args.l.any(x, x > 1)                ~ 7  ~ unknown function 'any'; did you mean 'exists'?",
        "args.l.all(p)                       ~ 7  ~ all takes a variable and an expression:"
            + " list.all(x, x > 0)",
        "len(args.x) > 5                     ~ 0  ~ unknown function 'len'; did you mean 'size'?",
        "agent.tem == \"a\"                  ~ 6  ~ unknown member 'tem'; did you mean 'team'?",
        "variables.workspce == \"a\"         ~ 10 ~ unknown member 'workspce'; did you mean"
            + " 'workspace'?",
        "counters.spend.sum > 5              ~ 9  ~ unknown member 'spend'; did you mean 'spent'?",
        "counters.spent > 5                  ~ 15 ~ '>' does not exist for Counter and a whole"
            + " number",
        "variables.start.within(5)           ~ 22 ~ 'within' does not exist for a path and a whole"
            + " number",
        "tool == 5                           ~ 5  ~ '==' does not exist for a text and a whole"
            + " number",
        "tool in \"a\"                       ~ 5  ~ 'in' does not exist for a text and a text",
        "args.to in (\"a\",\"b\")            ~ 11 ~ write a list in brackets: value in [\"a\","
            + " \"b\"]",
        "path(args.p) == \"/x\"              ~ 13 ~ '==' does not exist for a path and a text",
        "path(args.p).glob(args.q)           ~ 18 ~ the pattern of glob must be a text in quotes,"
            + " not a computed one",
        "args.amount >                       ~ 13 ~ the expression ends too early",
        "args.x > 5 && && true               ~ 14 ~ unexpected '&&'",
        "tool == \"x                         ~ 8  ~ the quote is not closed",
        "args.x == null;                     ~ 14 ~ leave out the semicolon",
        "None == args.x                      ~ 0  ~ write null",
        "args.x == 1u                        ~ 10 ~ write a whole number without the letter u",
        "args.x == b\"a\"                    ~ 10 ~ a policy cannot use byte strings; leave out the"
            + " letter b",
        "args.x == 1e400                     ~ 10 ~ the number is out of range",
        "type(args.x) == int                 ~ 4  ~ a policy cannot use the function type",
        "has(args)                           ~ 3  ~ has takes a member: has(args.name)",
        "now.getHours(\"Nowhere\") > 5       ~ 13 ~ this is no time zone; write for example"
            + " \"Europe/Berlin\" or \"+02:00\"",
        "\"a\"                               ~ 0  ~ the expression must be a condition, which is"
            + " true or false; this one is of type string",
        "size(args.a) + 1                          ~ 0  ~ the expression must be a condition, which"
            + " is true or false; this one is of type int",
      })
  void saysWhatToWriteAndWhere(String source, int offset, String message) {
    List<ExpressionProblem> problems = problems(source);
    assertThat(problems.get(0)).as(source).isEqualTo(new ExpressionProblem(offset, message));
  }

  @Test
  void countsPositionsInCharactersOfTheSource() {
    assertThat(problems("tool == \"\ud83d\ude00\"\n  && tool == 5").get(0).offset()).isEqualTo(23);
    assertThat(problems("tool == \"\ud83d\ude00\"\n  and true").get(0).offset()).isEqualTo(15);
  }

  @Test
  void refusesAnEmptyAndAVeryLongExpression() {
    assertThat(problems(" \n").get(0).message()).isEqualTo("the expression is empty");
    assertThat(problems("true && ".repeat(5_000) + "true").get(0).message())
        .isEqualTo("the expression is longer than 20000 characters");
  }

  private List<ExpressionProblem> problems(String source) {
    try {
      compiler.compile(source, ResultType.BOOL);
    } catch (ExpressionException e) {
      return e.problems();
    }
    throw new AssertionError("accepted: " + source);
  }
}
