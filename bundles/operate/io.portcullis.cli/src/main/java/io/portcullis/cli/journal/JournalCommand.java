// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.journal.export.JournalExportCommand;
import io.portcullis.cli.journal.replay.JournalReplayCommand;
import io.portcullis.cli.journal.stats.JournalStatsCommand;
import io.portcullis.cli.output.LineOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Finds the command on a journal that is meant. */
public final class JournalCommand {
  /** How long a follower waits before it looks again. */
  private static final long FOLLOW_MILLIS = 250;

  private final OutputStream out;
  private final PrintStream err;

  public JournalCommand(OutputStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public int run(List<String> arguments) throws CliUsageException, IOException {
    String command = arguments.isEmpty() ? "" : arguments.get(0);
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    LineOutput lines = new LineOutput(out);
    int code =
        switch (command) {
          case "verify" -> new JournalVerifyCommand(lines).run(rest);
          case "export" -> new JournalExportCommand(out, err).run(rest);
          case "tail" -> new JournalTailCommand(lines, err, JournalCommand::pause).run(rest);
          case "stats" -> new JournalStatsCommand(lines, err).run(rest);
          case "replay" -> new JournalReplayCommand(lines, err).run(rest);
          default ->
              throw new CliUsageException(
                  command.isEmpty()
                      ? "no journal command is given"
                      : "unknown journal command " + command);
        };
    out.flush();
    return code;
  }

  private static void pause() throws InterruptedException {
    // Never counted down: a wait that an interrupt ends.
    if (new CountDownLatch(1).await(FOLLOW_MILLIS, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nobody counts down");
    }
  }
}
