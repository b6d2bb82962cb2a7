// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.launcher.Distribution.Finished;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The container is killed again and again while tools run. The tool's own ledger, which survives
 * the kill, tells what ran: all of it must be on record, in a journal that verifies.
 */
@Tag("jdk")
class KilledContainerIT {
  private static final int KILLS =
      Integer.getInteger("portcullis.kills", Boolean.getBoolean("portcullis.exhaustive") ? 60 : 4);
  private static final int MAX_LINES = 60;
  @TempDir private Path folder;

  @Test
  void everyRunIsOnRecordThoughTheContainerIsKilled() throws Exception {
    long seed = Long.getLong("portcullis.kills.seed", System.nanoTime());
    Random random = new Random(seed);
    try (Distribution distribution = Distribution.withHome(folder.resolve("home"))) {
      LoadBundle.write(distribution.home().resolve("deploy/load.jar"));
      for (int n = 0; n < KILLS; n++) {
        // Sometimes at the ready line, which the bundle with the load comes after.
        killAfter(distribution.start("run"), random.nextInt(10) == 0 ? 1 : linesOf(random));
      }
      Process last = distribution.start("run");
      assertThat(Distribution.firstLine(last)).as("seed " + seed).startsWith("portcullis: ready");
      Distribution.terminate(last);
      assertThat(Distribution.finish(last).err()).isEmpty();

      Path journal = distribution.home().resolve("data/journal");
      Finished verified = distribution.run("journal", "verify", journal.toString());
      assertThat(verified.exitCode()).as("seed %d: %s", seed, verified).isZero();
      Ledger ledger = Ledger.read(distribution.home(), journal);
      System.out.printf(
          "[kills] %d kills, seed %d: %d runs, %d without a record; %s%n",
          KILLS, seed, ledger.runs(), ledger.unrecorded().size(), verified.out().strip());
      assertThat(ledger.runs()).as("runs").isPositive();
      assertThat(ledger.unrecorded()).as("runs without a record, seed " + seed).isEmpty();
    }
  }

  private static int linesOf(Random random) {
    return 2 + random.nextInt(MAX_LINES);
  }

  private static void killAfter(Process process, int lines) throws Exception {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int n = 0; n < lines; n++) {
        String line = out.readLine();
        if (line == null) {
          throw new AssertionError("it does not start: " + Distribution.finish(process));
        }
        assertThat(line).doesNotStartWith("denied");
      }
      // SIGKILL, without closing the streams first: nothing may end in an orderly way
      process.toHandle().destroyForcibly();
      process.waitFor();
    }
  }
}
