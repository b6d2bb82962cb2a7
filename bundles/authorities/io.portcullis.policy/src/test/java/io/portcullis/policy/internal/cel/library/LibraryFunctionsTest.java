// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.internal.cel.ArgumentReferences;
import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.Expressions;
import io.portcullis.policy.internal.cel.HistoryView;
import io.portcullis.policy.internal.cel.arguments.ArgumentReader;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ExpressionCompiler;
import io.portcullis.policy.internal.cel.compile.ExpressionException;
import io.portcullis.policy.internal.cel.compile.ResultType;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibraryFunctionsTest {

  private static final String ARGUMENTS =
      """
      {"p": "/home/user/notes/../notes/a.TXT", "out": "/home/user/notes/../../x", "rel": "a/b",
       "u": "https://EXAMPLE.com:8443/x", "user": "https://a@example.com/", "ip": "0x7f.1",
       "mapped": "::ffff:10.1.2.3", "n": 5, "cmd": "ls -l | grep x", "secret": "AKIAIOSFODNN7EXAMPLE"}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "path(args.p).within(\"/home/user/notes\")      ~ true",
        "path(args.out).within(\"/home/user/notes\")    ~ false",
        "path(args.rel).within(\"/home/user/notes\")    ~ INVALID_VALUE",
        "path(args.n).within(\"/home\")                 ~ WRONG_TYPE",
        "args.p.within(\"/home\")                       ~ WRONG_TYPE",
        "path(args.p).within(path(\"/home/user\"))      ~ true",
        "path(args.p).name()                            ~ a.TXT",
        "path(args.p).extension()                       ~ txt",
        "path(args.p).glob(\"/home/**/*.TXT\")          ~ true",
        "path(args.p) == path(\"/home/user/notes/a.TXT\") ~ true",
        "url(args.u).host()                             ~ example.com",
        "url(args.u).port() == 8443                     ~ true",
        "url(args.u).scheme()                           ~ https",
        "url(args.u).path()                             ~ /x",
        "url(args.user).host()                          ~ INVALID_VALUE",
        "ip(args.ip).isLoopback()                       ~ true",
        "ip(args.mapped).isPrivate()                    ~ true",
        "cidr(\"10.0.0.0/8\").containsIP(args.mapped)   ~ true",
        "cidr(\"10.0.0.0/8\").containsIP(ip(args.ip))   ~ false",
        "ip(args.p).isPrivate()                         ~ INVALID_VALUE",
        "ip(args.p).isPrivate() || true                 ~ true",
        "command(args.cmd).programs()                   ~ [ls, grep]",
        "command(args.cmd).programs().all(c, c in [\"ls\", \"grep\"]) ~ true",
        "command(args.cmd).isLiteral()                  ~ true",
        "command(\"echo $(id)\").isLiteral()            ~ false",
        "command(args.n).isLiteral()                    ~ WRONG_TYPE",
        "strings(args).exists(s, s.endsWith(\".TXT\"))  ~ true",
        "strings(args.cmd) == [\"ls -l | grep x\"]      ~ true",
        "secrets(args.secret).size() > 0                ~ true",
        "secrets(args).size() > 0                       ~ true",
        "secrets(args.p).size() > 0                     ~ false",
      })
  void evaluates(String source, String expected) {
    assertThat(Expressions.value(source, ARGUMENTS)).as(source).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "path(args.p).within(\"notes\")     ~ relative",
        "path(args.p).within(\"/ho\\\\\\\\me\") ~ backslash",
        "cidr(\"10.0.0.1/8\").containsIP(args.ip) ~ bits set after its prefix",
        "ip(\"1.2.3.4.5\").isPrivate()      ~ not an IP address",
        "url(\"https://a@b/\").host() == \"b\" ~ user information",
      })
  void refusesTextsOfThePolicyThatNoCallCanMend(String source, String reason) {
    ExpressionCompiler compiler = new ExpressionCompiler(Declarations.NONE);
    assertThatThrownBy(() -> compiler.compile(source, ResultType.BOOL))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void relativePathsStartFromTheWorkingDirectory() throws Exception {
    CompiledExpression directory = Expressions.compile("args.dir");
    ExpressionCompiler compiler =
        new ExpressionCompiler(new Declarations(Map.of("cwd", directory.type()), Set.of()));
    CompiledExpression fence = compiler.compile("path(args.p).within(\"notes\")", ResultType.BOOL);
    Map<String, CompiledExpression> variables = Map.of("cwd", directory);
    ArgumentReferences references = fence.references().withVariables(variables);
    assertThat(references.arguments().pointers()).containsExactly("/dir", "/p");
    String[] calls = {
      "{\"dir\":\"/w\",\"p\":\"notes/a\"}", "{\"dir\":\"/w\",\"p\":\"../notes/a\"}",
    };
    for (String call : calls) {
      ArgumentReader arguments = new ArgumentReader(call, references.arguments());
      CallFrame frame =
          new CallFrame(Expressions.values(arguments), variables, HistoryView.UNKNOWN);
      assertThat(fence.test(frame)).isEqualTo(!call.contains(".."));
    }
  }

  @Test
  void faultsNeverContainTheInput() {
    CompiledExpression expression = Expressions.compile("ip(args.secret).isPrivate()");
    assertThatThrownBy(() -> expression.test(Expressions.frame(expression, ARGUMENTS)))
        .isInstanceOf(ExpressionFault.class)
        .hasMessageNotContaining("AKIA");
  }
}
