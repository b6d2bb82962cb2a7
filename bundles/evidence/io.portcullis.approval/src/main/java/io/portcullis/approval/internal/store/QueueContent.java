// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a queue file holds.
 *
 * @param waiting the requests without an end, the oldest first
 * @param torn how many bytes of a last line without its end there are
 * @param broken the numbers of the first lines that cannot be read, from 1
 * @param dropped how many of the oldest requests were more than could be kept
 */
public record QueueContent(List<QueueLine> waiting, int torn, List<Integer> broken, int dropped) {
  private static final int MAX_NAMED = 5;

  public QueueContent {
    waiting = List.copyOf(waiting);
    broken = List.copyOf(broken);
  }

  static QueueContent none() {
    return new QueueContent(List.of(), 0, List.of(), 0);
  }

  static QueueContent read(Path file, int most) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return new Reading(most).read(in);
    }
  }

  /** The state of one reading. */
  private static final class Reading {
    private final int most;
    private final Map<String, QueueLine> waiting = new LinkedHashMap<>();
    private final List<Integer> broken = new ArrayList<>();
    private int number;
    private int dropped;

    Reading(int most) {
      this.most = most;
    }

    QueueContent read(InputStream in) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      boolean tooLong = false;
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          take(tooLong ? new byte[0] : line.toByteArray());
          line.reset();
          tooLong = false;
        } else if (line.size() < QueueLine.MOST_BYTES) {
          line.write(next);
        } else {
          tooLong = true;
        }
      }
      return new QueueContent(List.copyOf(waiting.values()), line.size(), broken, dropped);
    }

    private void take(byte[] bytes) {
      number++;
      try {
        take(QueueLine.parse(bytes));
      } catch (IOException e) { // what it says is told by number: the line may hold anything
        if (broken.size() < MAX_NAMED) {
          broken.add(number);
        }
      }
    }

    private void take(QueueLine line) {
      switch (line.what()) {
        case QueueLine.REQUEST -> waiting.put(line.id(), line);
        case QueueLine.END -> waiting.remove(line.id());
        default -> {} // a vote changes nothing: nobody can add the missing ones any more
      }
      if (waiting.size() > most) {
        waiting.remove(waiting.keySet().iterator().next());
        dropped++;
      }
    }
  }
}
