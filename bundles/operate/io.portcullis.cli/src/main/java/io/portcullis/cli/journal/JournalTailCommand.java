// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.journal.records.JournalArgument;
import io.portcullis.cli.journal.records.RecordSummary;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.journal.format.JournalFaultException;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.journal.verify.JournalReader;
import io.portcullis.support.commandline.TextStyle;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Prints the last records of a journal and, on request, new ones as they are written. */
final class JournalTailCommand {
  private static final int DEFAULT = 10;
  private static final int MAX_COUNT = 10_000;

  /** The most characters of last lines in memory; records may be large. */
  private static final long MAX_KEPT = 1 << 25;

  /** Waits until the next look at the journal. */
  interface Pause {
    void await() throws InterruptedException;
  }

  private final LineOutput lines;
  private final PrintStream err;
  private final Pause pause;
  private boolean json;
  private long bad;

  JournalTailCommand(LineOutput lines, PrintStream err, Pause pause) {
    this.lines = lines;
    this.err = err;
    this.pause = pause;
  }

  int run(ParsedCommand command) throws CliUsageException, IOException {
    int wanted = wanted(command.value("-n"));
    json = command.has("--json");
    try (JournalReader reader = atLast(JournalArgument.folder(command), wanted)) {
      if (command.has("--follow")) {
        follow(reader);
      }
    }
    return bad == 0 ? ExitCode.OK : ExitCode.BAD_JOURNAL;
  }

  private static int wanted(@Nullable String text) throws CliUsageException {
    if (text == null) {
      return DEFAULT;
    }
    // Four or five digits are enough for what is allowed.
    int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
    if (number < 0 || number > MAX_COUNT) {
      throw new CliUsageException("-n is not a number from 0 to " + MAX_COUNT);
    }
    return number;
  }

  /** Prints the last records and leaves the reader behind them. */
  private JournalReader atLast(Path folder, int wanted) throws IOException {
    long before = -1;
    for (int segments = 1; ; segments *= 2) {
      Window window = new Window(wanted);
      JournalReader reader = readLast(folder, segments, window);
      if (window.seen >= wanted || window.seen == before || segments > MAX_COUNT) {
        print(window);
        return reader;
      }
      before = window.seen;
      reader.close();
    }
  }

  /** Fills a window from the last segments, and leaves the reader open at their end. */
  private JournalReader readLast(Path folder, int segments, Window window) throws IOException {
    JournalReader reader = JournalReader.openLast(folder, segments);
    try {
      fill(window, reader);
      return reader;
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private void fill(Window window, JournalReader reader) throws IOException {
    while (true) {
      try {
        JournalRecord record = reader.next();
        if (record == null) {
          return;
        }
        window.add(line(record));
      } catch (JournalFaultException e) {
        window.add(line(e));
      }
    }
  }

  private Window.Line line(JournalRecord record) {
    return json
        ? new Window.Line(record.line(), TextStyle.PLAIN, false)
        : new Window.Line(
            RecordSummary.of(record, lines.presentation()), RecordSummary.style(record), false);
  }

  private static Window.Line line(JournalFaultException e) {
    return new Window.Line(e.fault().toString(), TextStyle.BAD, true);
  }

  private void print(Window window) throws IOException {
    for (Window.Line line : window.kept) {
      print(line);
    }
    lines.flush();
  }

  private void print(Window.Line line) throws IOException {
    if (line.bad) {
      bad++;
      err.println("portcullis: " + PrintableText.escaped(line.text));
    } else {
      lines.line(line.style, line.text);
    }
  }

  private void follow(JournalReader reader) throws IOException {
    try {
      while (true) {
        pause.await();
        Window.Line line = next(reader);
        while (line != null) {
          print(line);
          line = next(reader);
        }
        lines.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the way to end it
    }
  }

  private Window.@Nullable Line next(JournalReader reader) throws IOException {
    try {
      JournalRecord record = reader.next();
      return record == null ? null : line(record);
    } catch (JournalFaultException e) {
      return line(e);
    }
  }

  /** The last lines, bounded by the wanted number and by memory. */
  private static final class Window {
    record Line(String text, TextStyle style, boolean bad) {}

    final Deque<Line> kept = new ArrayDeque<>();
    final int wanted;
    long seen;
    long size;

    Window(int wanted) {
      this.wanted = wanted;
    }

    void add(Line line) {
      seen++;
      kept.addLast(line);
      size += line.text.length();
      while (kept.size() > wanted || (size > MAX_KEPT && kept.size() > 1)) {
        size -= kept.removeFirst().text.length();
      }
    }
  }
}
