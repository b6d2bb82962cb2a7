// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.benchmarks.peers.question.Answer;
import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import io.portcullis.benchmarks.peers.question.SampleCalls;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each engine gives the right answer to each question that is measured. */
class RightAnswerTest {
  private static final List<Question> MEASURED =
      List.of(
          Question.NAMES_10,
          Question.NAMES_1000,
          Question.NAMES_10000,
          Question.COMPARISON,
          Question.PATHS);

  static Stream<Arguments> measured() {
    return Arrays.stream(Engine.values())
        .flatMap(
            engine ->
                MEASURED.stream()
                    .filter(engine::answers)
                    .map(question -> Arguments.of(engine, question)));
  }

  @ParameterizedTest
  @MethodSource("measured")
  void allowsOnlyWhatTheQuestionAllows(Engine engine, Question question) throws Exception {
    try (LoadedPolicy policy = engine.open(question)) {
      for (SampleCalls.Call call : SampleCalls.of(question, true)) {
        assertThat(policy.decide(call.tool(), call.arguments()))
            .as(call.tool())
            .isEqualTo(Answer.ALLOW);
      }
      for (SampleCalls.Call call : SampleCalls.of(question, false)) {
        assertThat(policy.decide(call.tool(), call.arguments()))
            .as(call.tool())
            .isNotEqualTo(Answer.ALLOW);
      }
    }
  }

  static Stream<Arguments> fences() {
    return Arrays.stream(Engine.values())
        .filter(engine -> engine.answers(Question.PATHS))
        .flatMap(
            engine ->
                Stream.of(
                        "{\"paths\":[\"/home/user/notes/../../root/x\"]}",
                        "{\"paths\":[\"/home/user/notes/a\",\"/home/user/notes/../b\"]}",
                        "{\"paths\":[\"/home/user/notes2/a\"]}",
                        "{\"paths\":[]}")
                    .map(arguments -> Arguments.of(engine, arguments)));
  }

  @ParameterizedTest
  @MethodSource("fences")
  void deniesPathsThatLeaveTheFolder(Engine engine, String arguments) throws Exception {
    try (LoadedPolicy policy = engine.open(Question.PATHS)) {
      assertThat(policy.decide("read", arguments.getBytes(StandardCharsets.UTF_8)))
          .isNotEqualTo(Answer.ALLOW);
    }
  }

  @ParameterizedTest
  @MethodSource("fences")
  void deniesAnotherTool(Engine engine, String arguments) throws Exception {
    try (LoadedPolicy policy = engine.open(Question.PATHS)) {
      assertThat(policy.decide("write", SampleCalls.of(Question.PATHS, true)[0].arguments()))
          .as(arguments)
          .isNotEqualTo(Answer.ALLOW);
    }
  }
}
