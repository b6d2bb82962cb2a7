// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A condition on an argument requires an approval unless the argument is known to be harmless. */
class ArgumentConditionTest {

  /** A clause about {@code args.v}, a value for which it holds, and one for which it does not. */
  private record Rule(String clause, String asks, String passes) {
    boolean holdsForNothing() {
      return clause.contains("!=") || clause.contains("not_in");
    }

    boolean isAboutNumbers() {
      return !clause.contains("\"");
    }
  }

  private static final List<Rule> RULES =
      List.of(
          new Rule("args.v == 1000", "1e3", "1000.5"),
          new Rule("args.v != 1000", "1001", "1000.0"),
          new Rule("args.v > 1000", "5e3", "1000"),
          new Rule("args.v >= 1000", "1000.00", "999.999"),
          new Rule("args.v < 1000", "-5000.0", "1e400"),
          new Rule("args.v <= 1000", "1E+3", "1e999999999"),
          new Rule("args.v == \"x\"", "\"x\"", "\"y\""),
          new Rule("args.v != \"x\"", "\"y\"", "\"x\""),
          new Rule("args.v contains \"x\"", "\"axb\"", "\"ab\""),
          new Rule("args.v starts_with \"x\"", "\"xb\"", "\"bx\""),
          new Rule("args.v in [\"x\", \"z\"]", "\"z\"", "\"y\""),
          new Rule("args.v not_in [\"x\", \"z\"]", "\"y\"", "\"z\""));

  /** Values that are neither a text nor a number. */
  private static final List<String> OTHER_TYPES =
      List.of("true", "false", "null", "[]", "[5000]", "[\"y\"]", "{}", "{\"v\":5000}");

  /** Names that some reader accepts as {@code v}. */
  private static final List<String> OTHER_SPELLINGS =
      List.of("V", " v", "v ", "\\tV\\n", "\\u00a0v", "v\\u200b", "\\ufeffv", "\\uff36");

  @TempDir Path home;

  static Stream<Arguments> everyRuleAndKindOfValue() {
    List<Arguments> rows = new ArrayList<>();
    for (Rule rule : RULES) {
      rows.add(row(rule, "{\"v\":" + rule.asks() + "}", true));
      rows.add(row(rule, "{\"v\":" + rule.passes() + "}", false));
      rows.add(row(rule, "{}", rule.holdsForNothing()));
      rows.add(row(rule, "{\"w\":5000,\"value\":\"x\"}", rule.holdsForNothing()));
      String otherScalar = rule.isAboutNumbers() ? "\"5000\"" : "5000";
      rows.add(row(rule, "{\"v\":" + otherScalar + "}", true));
      OTHER_TYPES.forEach(value -> rows.add(row(rule, "{\"v\":" + value + "}", true)));
      for (String name : OTHER_SPELLINGS) {
        rows.add(row(rule, "{\"" + name + "\":" + rule.passes() + "}", true));
        rows.add(
            row(rule, "{\"v\":" + rule.passes() + ",\"" + name + "\":" + rule.asks() + "}", true));
        rows.add(row(rule, "{\"" + name + "\":null,\"v\":" + rule.passes() + "}", true));
      }
      for (String whole :
          List.of("\"{\\\"v\\\":5000}\"", "\"\"", "5000", "true", "null", "[5000]")) {
        rows.add(row(rule, whole, true));
      }
    }
    return rows.stream();
  }

  private static Arguments row(Rule rule, String arguments, boolean asks) {
    return Arguments.of(rule.clause(), arguments, asks);
  }

  private static String document(String condition) {
    return "tools: {\"*\": {allow: false}, pay: {allow: true, requires_approval_if: '"
        + condition
        + "'}}";
  }

  private static boolean asks(String condition, String arguments) {
    PolicyDecision decision =
        Given.engine(document(condition)).evaluate(Given.call("pay", arguments));
    assertThat(decision).isInstanceOfAny(NeedsApproval.class, Allow.class);
    return decision instanceof NeedsApproval;
  }

  @ParameterizedTest(name = "{0} with {1}: {2}")
  @MethodSource("everyRuleAndKindOfValue")
  void requiresApprovalUnlessTheValueIsHarmless(String clause, String arguments, boolean asks) {
    assertThat(asks(clause, arguments)).isEqualTo(asks);
  }

  @ParameterizedTest(name = "{0} with {1}: {2}")
  @MethodSource("everyRuleAndKindOfValue")
  void decidesTheSameInAFolderOfDocuments(String clause, String arguments, boolean asks)
      throws Exception {
    Files.writeString(home.resolve("a.yaml"), document(clause));
    PolicyDecision decision =
        Given.engine(new PolicyLoader().load(home)).evaluate(Given.call("pay", arguments));
    assertThat(decision).isInstanceOf(asks ? NeedsApproval.class : Allow.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"order\":{\"lines\":[{\"Price\":1}]}}",
        "{\"order\":{\"lines\":[{\"price\":1,\" PRICE\":5000}]}}",
        "{\"order\":{\"Lines\":[{\"price\":1}]}}",
        "{\"ORDER\":{\"lines\":[{\"price\":1}]}}",
        "{\"order\":{\"lines\":[{\"price\":1}]},\"Order\":null}",
        "{\"order\":{\"lines\":{\"price\":5000}}}",
        "{\"order\":{\"lines\":[[{\"price\":5000}]]}}",
        "{\"order\":{\"lines\":\"[{}]\"}}",
        "{\"order\":\"{\\\"lines\\\":[{\\\"price\\\":5000}]}\"}",
        "{\"order\":[{\"lines\":[{\"price\":5000}]}]}",
        "{\"order\":null}",
        "{\"order\":{\"lines\":[5000]}}",
      })
  void requiresApprovalWhereANestedValueCouldBeReadDifferently(String arguments) {
    assertThat(asks("args.order.lines.0.price > 1000", arguments)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"order\":{\"lines\":[{\"price\":1}]}}",
        "{\"order\":{\"lines\":[]}}",
        "{\"order\":{\"lines\":[{\"cost\":5000}]}}",
        "{\"order\":{}}",
        "{\"price\":5000}",
      })
  void permitsWhereANestedValueIsHarmlessOrMissing(String arguments) {
    assertThat(asks("args.order.lines.0.price > 1000", arguments)).isFalse();
  }

  @Test
  void comparesNamesBeyondAsciiWithoutTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertThat(asks("args.limit > 5", "{\"LIMIT\":1}")).isTrue();
      assertThat(asks("args.limit > 5", "{\"l\\u0131m\\u0130t\":1}")).isTrue();
      assertThat(asks("args.straße > 5", "{\"STRASSE\":1}")).isTrue();
      assertThat(asks("args.Größe > 5", "{\"GRÖSSE\":1}")).isTrue();
      assertThat(asks("args.kilos > 5", "{\"\\u212Ailo\\u017F\":1}")).isTrue();
      assertThat(asks("args.ΟΔΟΣ > 5", "{\"οδος\":1}")).isTrue();
      assertThat(asks("args.e\u0301 > 5", "{\"\u00c9\":1}")).isTrue();
      assertThat(asks("args.limit > 5", "{\"limits\":10,\"lim it\":10}")).isFalse();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void joinsUndecidableClausesAsClausesThatHold() {
    String both = "args.a > 5 AND args.b > 5";
    String either = "args.a > 5 OR args.b > 5";
    assertThat(asks(both, "{\"a\":\"1\",\"b\":9}")).isTrue();
    assertThat(asks(both, "{\"a\":\"1\",\"b\":1}")).isFalse();
    assertThat(asks(both, "{\"a\":\"1\",\"B\":1}")).isTrue();
    assertThat(asks(either, "{\"a\":1,\"b\":[1]}")).isTrue();
    assertThat(asks(either, "{\"a\":1}")).isFalse();
  }

  @Test
  void asksForApprovalWhenArgumentsAreATextAndTheConditionReadsThem() {
    assertThat(asks("tool == \"other\" AND args.v > 1", "\"{\\\"v\\\":5}\"")).isTrue();
    assertThat(asks("tool == \"other\"", "\"{\\\"v\\\":5}\"")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.n > \"1\"",
        "args.n > 1h",
        "args.s contains 5",
        "args.s in \"hello\"",
        "args.s not_in \"x\"",
        "args.s == L1",
        "args.s != High",
        "args.s == [\"hello\"]",
      })
  void requiresApprovalWheneverTheLiteralFitsNoValue(String clause) {
    assertThat(asks(clause, "{\"n\":1000,\"s\":\"hello\"}")).isTrue();
    assertThat(asks(clause, "{}")).isEqualTo(clause.contains("!=") || clause.contains("not_in"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.path starts_with \"/etc/\"",
        "args.path contains \"etc/\"",
        "args.path == \"secrets/key\"",
        "args.target in [\"a\", \"~/.ssh/id\"]",
        "args.x starts_with \"../\"",
        "args.x not_in [\"C:\\\\Windows\"]",
        "args.x starts_with \"file:///etc\"",
        "args.n > 5 OR args.sourcePath != \"tmp/x\"",
      })
  void warnsThatPathsAreComparedAsText(String condition) {
    assertThat(Given.policies(document(condition)).warnings())
        .extracting(PolicyProblem::message)
        .anySatisfy(
            message ->
                assertThat(message)
                    .endsWith(
                        "is compared as text, not as a path: other spellings of the same path,"
                            + " such as //etc, /./etc and /tmp/../etc for /etc, are not"
                            + " recognised"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.type == \"text/html\"",
        "args.url starts_with \"https://example.com/\"",
        "args.path == \"x\"",
        "tool starts_with \"/etc\"",
        "args.n > 5",
      })
  void omitsThePathWarningWhereNoPathIsCompared(String condition) {
    assertThat(Given.policies(document(condition)).warnings())
        .extracting(PolicyProblem::message)
        .noneMatch(message -> message.contains("as a path"));
  }
}
