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
 * The content of a queue file.
 *
 * @param waiting the requests without an end, the oldest first
 * @param torn the number of bytes in an incomplete last line
 * @param broken the numbers of the first unreadable lines, from 1
 * @param dropped the number of the oldest requests beyond the maximum
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

  static QueueContent read(Path file, int maxRequests) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return new Reader(maxRequests).read(in);
    }
  }

  /** Reads one file. */
  private static final class Reader {
    private final int maxRequests;
    private final Map<String, QueueLine> waiting = new LinkedHashMap<>();
    private final List<Integer> broken = new ArrayList<>();
    private int number;
    private int dropped;

    Reader(int maxRequests) {
      this.maxRequests = maxRequests;
    }

    QueueContent read(InputStream in) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      boolean tooLong = false;
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          add(tooLong ? new byte[0] : line.toByteArray());
          line.reset();
          tooLong = false;
        } else if (line.size() < QueueLine.MAX_BYTES) {
          line.write(next);
        } else {
          tooLong = true;
        }
      }
      return new QueueContent(List.copyOf(waiting.values()), line.size(), broken, dropped);
    }

    private void add(byte[] bytes) {
      number++;
      try {
        add(QueueLine.parse(bytes));
      } catch (IOException e) { // reported by its number: the line may contain anything
        if (broken.size() < MAX_NAMED) {
          broken.add(number);
        }
      }
    }

    private void add(QueueLine line) {
      switch (line.what()) {
        case QueueLine.REQUEST -> waiting.put(line.id(), line);
        case QueueLine.END -> waiting.remove(line.id());
        default -> {} // a vote changes nothing: the missing ones cannot be added any more
      }
      if (waiting.size() > maxRequests) {
        waiting.remove(waiting.keySet().iterator().next());
        dropped++;
      }
    }
  }
}
