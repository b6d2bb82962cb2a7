// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.operations.HistoryControl;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Fakes;
import io.portcullis.shell.internal.command.RunningFramework;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HistoryCommandsTest {
  @RegisterExtension final RunningFramework framework = new RunningFramework();

  /** A history that the test scripts; it records what is removed. */
  private static final class History implements HistoryControl {
    final List<String> cleared = new ArrayList<>();
    IOException failure;

    @Override
    public List<Counter> counters() {
      return List.of(new Counter("spent", "team=ops", "PT24H", 2, new BigDecimal("12.50")));
    }

    @Override
    public List<Label> labels() {
      Instant since = Instant.parse("2026-11-30T12:00:00Z");
      return List.of(
          new Label("agent:a", "private", since, "c1"),
          new Label("operation:t", "untrusted", since, "c2"));
    }

    @Override
    public List<String> problems() {
      return List.of("counter searches is unknown: its records\nare still being read");
    }

    @Override
    public void clear(String subject, String label, String operator, String reason)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      cleared.add(subject + " " + label + " " + operator + " " + reason);
    }
  }

  private History registered() {
    History service = new History();
    framework.register(HistoryControl.class, service, Map.of());
    return service;
  }

  private CommandResult counters(String... arguments) throws Exception {
    return new CountersCommand(new CurrentServices(framework.context()))
        .parseAndExecute(Fakes.by("olga", arguments));
  }

  private CommandResult labels(String... arguments) throws Exception {
    return new LabelsCommand(new CurrentServices(framework.context()))
        .parseAndExecute(Fakes.by("olga", arguments));
  }

  @Test
  void showsCountersAndWhatIsUnknown() throws Exception {
    registered();
    assertThat(counters().text())
        .contains("spent", "team=ops", "12.50")
        .contains("counter searches is unknown: its records\\u000aare still being read");
    assertThat(counters("--json").text()).contains("\"count\":\"2\"", "\"sum\":\"12.50\"");
  }

  @Test
  void showsTheLabelsOfAnAgentOrOperation() throws Exception {
    registered();
    assertThat(labels().text()).contains("private", "untrusted");
    assertThat(labels("a").text()).contains("private").doesNotContain("untrusted");
    assertThat(labels("operation:t").text()).contains("untrusted").doesNotContain("private");
  }

  @Test
  void removesALabelWithOperatorAndReason() throws Exception {
    History service = registered();
    assertThat(labels("clear", "agent:a", "private", "--reason", "checked").exitCode()).isZero();
    labels("clear", "operation:t", "--reason", "ended");
    labels("clear", "*", "--reason", "all checked");
    assertThat(service.cleared)
        .containsExactly(
            "agent:a private olga checked", "operation:t  olga ended", "  olga all checked");
  }

  @Test
  void removesNothingWithoutAReasonOrSubject() {
    History service = registered();
    for (List<String> wrong :
        List.of(
            List.of("clear"),
            List.of("clear", "agent:a"),
            List.of("clear", "agent:a", "--reason", " "),
            List.of("a", "b"),
            List.of("a", "--reason", "r"))) {
      assertThatThrownBy(() -> labels(wrong.toArray(String[]::new)))
          .as(wrong.toString())
          .isInstanceOf(CommandUsageException.class);
    }
    assertThat(service.cleared).isEmpty();
  }

  @Test
  void saysThatNothingWasChangedIfTheRecordCannotBeKept() throws Exception {
    registered().failure = new IOException("the journal is full");
    CommandResult result = labels("clear", "agent:a", "--reason", "r");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.text()).contains("nothing was changed", "the journal is full");
  }

  @Test
  void failsWithoutAHistory() throws Exception {
    assertThat(counters().exitCode()).isEqualTo(1);
    assertThat(labels().exitCode()).isEqualTo(1);
  }
}
