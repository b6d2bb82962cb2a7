// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.launcher.Distribution.Finished;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The container is killed again and again while tools run that a counter counts. After the last
 * start, the counter must be the fold over the journal, which this test makes itself of the lines.
 */
@Tag("jdk")
class KilledHistoryIT {
  private static final int KILLS = Integer.getInteger("portcullis.kills", 3);
  private static final int MAX_LINES = 20;
  private static final Pattern BODY = Pattern.compile("\"call\":\"([^\"]+)\"");
  private static final Pattern AMOUNT =
      Pattern.compile("\"counts\":\\[\\{\"amount\":\"([0-9.]+)\",\"counter\":\"runs\"");
  private static final Pattern COUNT = Pattern.compile("\"count\":\"([0-9]+)\"");

  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      metadata: {name: counted}
      spec:
        counters:
          runs: {tools: [read_file], window: 30d}
        rules:
          - {name: read, tools: [read_file], when: counters.runs.count < 100000000, effect: allow}
      """;

  @TempDir private Path folder;

  @Test
  void everyCounterIsTheFoldOverTheJournalThoughTheContainerIsKilled() throws Exception {
    long seed = Long.getLong("portcullis.kills.seed", System.nanoTime());
    Random random = new Random(seed);
    try (Distribution distribution = Distribution.copy(folder)) {
      Path home = distribution.home();
      Files.writeString(home.resolve("etc/policies/starter.yaml"), POLICY);
      Path load = home.resolve("deploy/load.jar");
      LoadBundle.write(load);
      for (int n = 0; n < KILLS; n++) {
        killAfter(distribution.start("run"), 2 + random.nextInt(MAX_LINES));
      }
      Files.delete(load); // nothing runs after the last start
      Process last = distribution.start("run");
      assertThat(Distribution.firstLine(last)).as("seed " + seed).startsWith("portcullis: ready");
      Finished shown = distribution.ctlUntil("\"runs\"", "counters", "--json");
      Matcher count = COUNT.matcher(shown.out());
      assertThat(count.find()).as(shown.out()).isTrue();
      Distribution.terminate(last);
      assertThat(Distribution.finish(last).err()).isEmpty();
      assertThat(Long.parseLong(count.group(1)))
          .as("seed " + seed)
          .isPositive()
          .isEqualTo(counted(home.resolve("data/journal")));
    }
  }

  /** Folds the journal: allowed calls, without those that failed or did not run. */
  private static long counted(Path journal) throws Exception {
    Map<String, BigDecimal> calls = new HashMap<>();
    List<Path> segments;
    try (Stream<Path> files = Files.list(journal)) {
      segments = files.filter(each -> each.toString().endsWith(".jsonl")).sorted().toList();
    }
    for (Path segment : segments) {
      for (String line : Files.readAllLines(segment)) {
        Matcher call = BODY.matcher(line);
        Matcher amount = AMOUNT.matcher(line);
        if (line.contains("\"kind\":\"decided\"") && call.find() && amount.find()) {
          calls.put(call.group(1), new BigDecimal(amount.group(1)));
        } else if (line.contains("\"kind\":\"ended\"")
            && !line.contains("\"outcome\":\"completed\"")
            && call.find()) {
          calls.remove(call.group(1));
        }
      }
    }
    return calls.size();
  }

  private static void killAfter(Process process, int lines) throws Exception {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int seen = 0;
      while (seen < lines) {
        String line = out.readLine();
        if (line == null) {
          throw new AssertionError("it does not start: " + Distribution.finish(process));
        }
        // Calls are denied until the counter was rebuilt.
        seen += line.startsWith("denied") ? 0 : 1;
      }
      process.toHandle().destroyForcibly();
      process.waitFor();
    }
  }
}
