// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What the engines answer when something is wrong: docs/peers.md has the table that this sees. */
class FailureTest {
  private static final Path PAGE = Path.of("../../docs/peers.md");
  private static final List<Engine> ENGINES =
      Arrays.stream(Engine.values())
          .filter(engine -> engine != Engine.JAVA && engine != Engine.CASBIN_CACHED)
          .toList();

  private static final List<Case> CASES =
      List.of(
          new Case("deny rule, its value in order", Question.DENIAL, "{\"amount\":100}"),
          new Case("deny rule, its value too large", Question.DENIAL, "{\"amount\":5000}"),
          new Case("allow rule, its value missing", Question.COMPARISON, "{}"),
          new Case("deny rule, its value missing", Question.DENIAL, "{}"),
          new Case("allow rule, a text for a number", Question.COMPARISON, "{\"amount\":\"5000\"}"),
          new Case("deny rule, a text for a number", Question.DENIAL, "{\"amount\":\"5000\"}"),
          new Case("allow rule, a list for a number", Question.COMPARISON, "{\"amount\":[5000]}"),
          new Case("deny rule, a list for a number", Question.DENIAL, "{\"amount\":[5000]}"),
          new Case("allow rule that fails", Question.FAILING_ALLOW, "{\"amount\":0}"),
          new Case("deny rule that fails", Question.FAILING_DENY, "{\"amount\":0}"),
          new Case("arguments that end early", Question.DENIAL, "{\"amount\":100"),
          new Case("arguments with text after them", Question.DENIAL, "{\"amount\":100} x"),
          new Case(
              "a member twice, 5000 and then 100",
              Question.DENIAL,
              "{\"amount\":5000,\"amount\":100}"),
          new Case("a policy without rules", Question.NOTHING, "{\"amount\":100}"));

  private record Case(String name, Question question, String arguments) {
    String answerOf(Engine engine) {
      try (LoadedPolicy policy = engine.open(question)) {
        return policy
            .decide("pay", arguments.getBytes(StandardCharsets.UTF_8))
            .name()
            .toLowerCase(Locale.ROOT);
      } catch (Exception e) {
        return "exception";
      }
    }
  }

  @Test
  void thePageHasTheTableThatIsSeen() throws Exception {
    String head =
        "| | "
            + ENGINES.stream().map(Engine::label).collect(Collectors.joining(" | "))
            + " |\n|---|"
            + "---|".repeat(ENGINES.size())
            + '\n';
    String rows =
        CASES.stream()
            .map(
                each ->
                    "| "
                        + each.name()
                        + " | "
                        + ENGINES.stream().map(each::answerOf).collect(Collectors.joining(" | "))
                        + " |\n")
            .collect(Collectors.joining());

    assertThat(Files.readString(PAGE)).contains(head + rows);
  }

  @Test
  void portcullisAllowsOnlyTheValueInOrder() {
    assertThat(CASES)
        .filteredOn(each -> each.answerOf(Engine.PORTCULLIS).equals("allow"))
        .extracting(Case::name)
        .containsExactly("deny rule, its value in order");
  }

  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      mode = Mode.EXCLUDE,
      names = {"JAVA", "CASBIN_CACHED"})
  void oneEngineServesSeveralThreads(Engine engine) throws Exception {
    try (LoadedPolicy policy = engine.open(Question.COMPARISON)) {
      assertThat(new Crowd(policy).wrongAnswers(2_000)).isZero();
    }
  }

  @Test
  void oneCacheOfJCasbinServesSeveralThreads() throws Exception {
    try (LoadedPolicy policy = Engine.CASBIN_CACHED.open(Question.NAMES_1000)) {
      assertThat(new Crowd(policy, Question.NAMES_1000).wrongAnswers(2_000)).isZero();
    }
  }

  @Test
  void oneInstanceOfOpaDoesNotServeSeveralThreads() throws Exception {
    try (LoadedPolicy policy = OpaPeer.openShared(Question.COMPARISON)) {
      assertThat(new Crowd(policy).wrongAnswers(100_000)).isPositive();
    }
  }
}
