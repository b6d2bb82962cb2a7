// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.launcher.Distribution.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator looks at counters and labels and removes labels, and the journal keeps that. */
class HistoryCommandsIT {
  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      metadata: {name: labelled}
      spec:
        counters:
          reads: {tools: [read_file], window: 30d}
        labels:
          - {add: has-read, tools: [read_file], after: completed}
        rules:
          - {name: read, tools: [read_file], when: counters.reads.count < 100000000, effect: allow}
      """;

  @TempDir private Path folder;

  @Test
  void removedLabelsStayRemovedAndTheJournalNamesOperatorAndReason() throws Exception {
    try (Distribution distribution = Distribution.copy(folder)) {
      Path home = distribution.home();
      Files.writeString(home.resolve("etc/policies/starter.yaml"), POLICY);
      Path load = home.resolve("deploy/load.jar");
      LoadBundle.write(load);
      Process first = start(distribution);
      distribution.ctlUntil("\"has-read\"", "labels", "--json");
      end(first);
      Files.delete(load); // nothing runs after the next start

      Process second = start(distribution);
      distribution.ctlUntil("\"has-read\"", "labels", "--json");
      distribution.ctlUntil("\"reads\"", "counters", "--json");
      assertThat(distribution.run("ctl", "labels", "clear", "*").exitCode()).isEqualTo(2);
      assertThat(labels(distribution)).contains("has-read");
      Finished cleared =
          distribution.run("ctl", "labels", "clear", "*", "--reason", "checked by hand");
      assertThat(cleared.exitCode()).as(cleared.err()).isZero();
      assertThat(labels(distribution)).doesNotContain("has-read");
      end(second);
      assertThat(cleared(home.resolve("data/journal")))
          .singleElement()
          .asString()
          .contains("\"reason\":\"checked by hand\"", "\"operator\":\"");

      Process third = start(distribution);
      distribution.ctlUntil("\"reads\"", "counters", "--json"); // the journal has been read
      assertThat(labels(distribution)).doesNotContain("has-read");
      end(third);
    }
  }

  private static Process start(Distribution distribution) throws Exception {
    Process process = distribution.start("run");
    assertThat(Distribution.firstLine(process)).startsWith("portcullis: ready");
    return process;
  }

  private static void end(Process process) throws Exception {
    Distribution.terminate(process);
    Distribution.finish(process);
  }

  private static String labels(Distribution distribution) throws Exception {
    Finished shown = distribution.run("ctl", "labels", "--json");
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    return shown.out();
  }

  private static List<String> cleared(Path journal) throws IOException {
    try (Stream<Path> files = Files.list(journal)) {
      return files
          .filter(each -> each.toString().endsWith(".jsonl"))
          .flatMap(HistoryCommandsIT::lines)
          .filter(line -> line.contains("label_cleared"))
          .toList();
    }
  }

  private static Stream<String> lines(Path segment) {
    try {
      return Files.readAllLines(segment).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
