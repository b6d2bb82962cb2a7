// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.store;

import static io.portcullis.approval.internal.queue.QueueRig.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.approval.internal.queue.QueueRig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueFileTest {
  private static final QueueFile.Bounds BOUNDS = new QueueFile.Bounds(10_000, 100_000);

  @TempDir Path temp;
  private Path folder;
  private Path path;

  @BeforeEach
  void choose() {
    folder = temp.resolve("data/approvals");
    path = folder.resolve("queue.jsonl");
  }

  private QueueFile open() throws IOException {
    return QueueFile.open(folder, BOUNDS, 100, InstantSource.fixed(START));
  }

  private static QueueLine request(String id) {
    return QueueLine.request(
        new ReviewRequest(
            id,
            QueueRig.call("c-" + id),
            QueueRig.call("c-" + id).argumentsDigest(),
            "reason",
            "rule",
            START,
            START.plusSeconds(60),
            1,
            List.of(),
            List.of()));
  }

  private static QueueLine end(String id) {
    return QueueLine.end(id, "approved", "reviewer:ann", START);
  }

  private static List<String> ids(QueueFile file) {
    return file.found().waiting().stream().map(QueueLine::id).toList();
  }

  private void append(String text) throws IOException {
    Files.writeString(path, text, StandardOpenOption.APPEND);
  }

  @Test
  void queueFileIsCreatedForItsOwnerOnly() throws IOException {
    try (QueueFile file = open()) {
      file.add(request("a"));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void lineIsInTheFileWhenAddReturns() throws IOException {
    try (QueueFile file = open()) {
      file.add(request("a"));
      assertThat(Files.readAllBytes(path)).isEqualTo(request("a").bytes());
      assertThat(Files.readString(path)).doesNotContain("c-a\\\"");
    }
  }

  @Test
  void nextProcessFindsTheWaitingCalls() throws IOException {
    try (QueueFile file = open()) {
      file.add(request("a"));
      file.add(request("b"));
      file.add(QueueLine.vote("b", "reviewer:ann", START));
      file.add(request("c"));
      file.add(end("a"));
    }
    try (QueueFile file = open()) {
      assertThat(ids(file)).containsExactly("b", "c");
      QueueLine found = file.found().waiting().get(0);
      assertThat(found).isEqualTo(request("b"));
      assertThat(found.agent().id()).isEqualTo("agent");
      assertThat(file.found().torn()).isZero();
    }
    try (QueueFile file = open()) {
      assertThat(ids(file)).as("until they are forgotten").containsExactly("b", "c");
      file.forget("b");
      file.compact();
    }
    try (QueueFile file = open()) {
      assertThat(ids(file)).containsExactly("c");
    }
  }

  @Test
  void keepsTheLatestRequestsBeyondTheMaximum() throws IOException {
    try (QueueFile file = open()) {
      for (int n = 0; n < 150; n++) {
        file.add(request("r" + n));
      }
    }
    try (QueueFile file = open()) {
      assertThat(ids(file)).hasSize(100).startsWith("r50").endsWith("r149");
      assertThat(file.found().dropped()).isEqualTo(50);
    }
  }

  @Test
  void grownFileIsCompacted() throws IOException {
    try (QueueFile file = open()) {
      file.add(request("stays"));
      for (int n = 0; n < 1_000; n++) {
        file.add(request("r" + n));
        file.add(end("r" + n));
        assertThat(Files.size(path)).isLessThan(12_000);
      }
    }
    try (QueueFile file = open()) {
      assertThat(ids(file)).containsExactly("stays");
    }
  }

  @Test
  void fileThatCannotBeCompactedGrowsUpToItsBound() throws IOException {
    try (QueueFile file = open()) {
      Path inTheWay = Files.createDirectories(folder.resolve("queue.jsonl.new/full"));
      assertThatThrownBy(
              () -> {
                for (int n = 0; n < 1_000; n++) {
                  file.add(request("r" + n));
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("too large and cannot be compacted");
      assertThat(Files.size(path)).isBetween(100_000L, 111_000L);
      Files.delete(inTheWay);
      Files.delete(inTheWay.getParent());
      file.add(request("again"));
    }
    try (QueueFile file = open()) {
      assertThat(ids(file)).endsWith("again");
    }
  }

  @Test
  void closedFileRefusesLines() throws IOException {
    QueueFile file = open();
    file.close();
    file.close();
    assertThatThrownBy(() -> file.add(request("a"))).hasMessage("the queue is closed");
  }

  @Test
  void interruptedWriterDoesNotCloseTheFile() throws IOException {
    try (QueueFile file = open()) {
      Thread.currentThread().interrupt();
      file.add(request("a"));
      assertThat(Thread.interrupted()).isTrue();
      file.add(request("b"));
    }
    try (QueueFile file = open()) {
      assertThat(ids(file)).containsExactly("a", "b");
    }
  }

  @Test
  void queueFolderIsOpenedOnceAtATime() throws IOException {
    try (QueueFile file = open()) {
      assertThatThrownBy(this::open)
          .hasMessageContaining("lock is in use by another part of this process");
      file.add(request("a"));
    }
    open().close();
  }

  @Test
  void queueFolderIsRefusedBelowAFile() throws IOException {
    Files.writeString(temp.resolve("data"), "");
    assertThatThrownBy(this::open).isInstanceOf(IOException.class);
  }

  @Nested
  class ATornLastLine {
    @Test
    void tornLastLineIsIgnoredAndReported() throws IOException {
      byte[] torn = request("b").bytes();
      for (int length = 1; length < torn.length; length += 7) {
        try (QueueFile file = open()) {
          file.add(request("a"));
        }
        append(new String(torn, 0, length, StandardCharsets.UTF_8));
        try (QueueFile file = open()) {
          assertThat(ids(file)).containsExactly("a");
          assertThat(file.found().torn()).isEqualTo(length);
          assertThat(file.found().broken()).isEmpty();
          assertThat(file.movedAside()).isEmpty();
          file.add(request("c"));
          file.add(end("a"));
          file.add(end("c"));
        }
      }
    }

    @Test
    void tornLineOfThisProcessIsRemovedBeforeTheNext() throws IOException {
      try (QueueFile file = open()) {
        file.add(request("a"));
        append("{\"do\":\"requ"); // as a write that failed half-way leaves it
        file.add(request("b"));
      }
      try (QueueFile file = open()) {
        assertThat(ids(file)).containsExactly("a", "b");
        assertThat(file.found().broken()).isEmpty();
      }
    }
  }

  @Nested
  class ABrokenLine {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "garbage",
          "{}",
          "[]",
          "{\"do\":\"request\"}",
          "{\"do\":\"end\",\"id\":\"a\",\"at\":\"2026-11-25T12:00:00Z\"}",
          "{\"do\":\"end\",\"id\":\"a\",\"at\":\"yesterday\",\"by\":\"\"}",
          "{\"do\":\"stop\",\"id\":\"a\",\"at\":\"2026-11-25T12:00:00Z\"}",
          "{\"do\":\"end\",\"id\":1,\"at\":\"2026-11-25T12:00:00Z\",\"by\":\"\"}",
          "{\"do\":\"end\",\"id\":\"a\",\"at\":\"2026-11-25T12:00:00Z\",\"by\":\"\"} {}",
          "{\"do\":\"end\",\"id\":\"a\",\"id\":\"b\",\"at\":\"2026-11-25T12:00:00Z\",\"by\":\"\"}"
        })
    void brokenLineRenamesTheFileAndLosesNothing(String broken) throws IOException {
      try (QueueFile file = open()) {
        file.add(request("a"));
      }
      append(broken + "\n");
      append(new String(request("b").bytes(), StandardCharsets.UTF_8));
      byte[] before = Files.readAllBytes(path);
      String aside = "queue.jsonl.broken-" + START.toEpochMilli();
      try (QueueFile file = open()) {
        assertThat(file.found().broken()).containsExactly(2);
        assertThat(ids(file)).containsExactly("a", "b");
        assertThat(file.movedAside()).containsExactly(aside);
        assertThat(Files.readAllBytes(folder.resolve(aside))).isEqualTo(before);
      }
      try (QueueFile file = open()) {
        assertThat(file.found().broken()).isEmpty();
        assertThat(file.movedAside()).as("until it is removed").containsExactly(aside);
      }
    }

    @Test
    void brokenFileDoesNotReplaceAnEarlierOne() throws IOException {
      for (int n = 0; n < 3; n++) {
        open().close();
        append("broken " + n + "\n");
      }
      try (QueueFile file = open()) {
        assertThat(file.movedAside()).hasSize(3);
      }
    }

    @Test
    void brokenLineIsReadUpToItsBound() throws IOException {
      open().close();
      append("x".repeat(QueueLine.MAX_BYTES * 3) + "\n");
      try (QueueFile file = open()) {
        assertThat(file.found().broken()).containsExactly(1);
      }
    }
  }
}
