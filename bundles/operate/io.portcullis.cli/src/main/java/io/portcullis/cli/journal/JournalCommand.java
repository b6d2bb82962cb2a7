// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.journal.export.JournalExportCommand;
import io.portcullis.cli.journal.replay.JournalReplayCommand;
import io.portcullis.cli.journal.stats.JournalStatsCommand;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.support.commandline.Presentation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs the commands on a journal. */
public final class JournalCommand {
  /** How long a follower waits before it looks again. */
  private static final long FOLLOW_MILLIS = 250;

  private final OutputStream out;
  private final PrintStream err;
  private final Presentation presentation;

  /** Creates the commands on two streams. */
  public JournalCommand(OutputStream out, PrintStream err, Presentation presentation) {
    this.out = out;
    this.err = err;
    this.presentation = presentation;
  }

  /**
   * Runs a command whose path begins with {@code journal}.
   *
   * @throws CliUsageException if its options or arguments are not understood
   */
  public int run(ParsedCommand command) throws CliUsageException, IOException {
    LineOutput lines = new LineOutput(out, presentation);
    int code =
        switch (command.path()) {
          case "journal verify" -> new JournalVerifyCommand(lines).run(command);
          case "journal export" -> new JournalExportCommand(out, err).run(command);
          case "journal tail" ->
              new JournalTailCommand(lines, err, JournalCommand::pause).run(command);
          case "journal stats" -> new JournalStatsCommand(lines, err).run(command);
          case "journal replay" -> new JournalReplayCommand(lines, err).run(command);
          default -> throw new CliUsageException("no journal command is given");
        };
    out.flush();
    return code;
  }

  private static void pause() throws InterruptedException {
    // Never counted down: a wait that an interrupt ends.
    if (new CountDownLatch(1).await(FOLLOW_MILLIS, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("the latch is never counted down");
    }
  }
}
